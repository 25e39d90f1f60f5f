// SPDX-License-Identifier: Apache-2.0
/** Arenas of {@code java.lang.foreign} whose memory is recycled. */
@NullMarked
package dev.tidepool.arena;

import org.jspecify.annotations.NullMarked;
