// SPDX-License-Identifier: Apache-2.0
/** Runnable programs of Tidepool. */
@NullMarked
package dev.tidepool.examples;

import org.jspecify.annotations.NullMarked;
