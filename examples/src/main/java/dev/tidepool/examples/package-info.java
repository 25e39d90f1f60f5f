// SPDX-License-Identifier: Apache-2.0
/** Runnable programs that use the object pool. */
@NullMarked
package dev.tidepool.examples;

import org.jspecify.annotations.NullMarked;
