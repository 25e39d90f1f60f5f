// SPDX-License-Identifier: Apache-2.0
/**
 * Object pools that the garbage collector's rhythm keeps small.
 */
@NullMarked
package dev.tidepool.pool;

import org.jspecify.annotations.NullMarked;
