// SPDX-License-Identifier: Apache-2.0
/**
 * Eight caches of objects and what replaces each. {@code docs/replacing-your-cache.md} shows the
 * code between the marks {@code before}, {@code after} and {@code end}; a test compares them.
 */
@NullMarked
package dev.tidepool.examples.replace;

import org.jspecify.annotations.NullMarked;
