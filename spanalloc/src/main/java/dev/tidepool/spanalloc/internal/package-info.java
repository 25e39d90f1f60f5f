// SPDX-License-Identifier: Apache-2.0
/** What the modules of this project share and users cannot reach. */
package dev.tidepool.spanalloc.internal;
