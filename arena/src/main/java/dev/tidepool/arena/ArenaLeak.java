// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import org.jspecify.annotations.Nullable;

/**
 * An arena or a lease that nobody can reach any more and nobody closed. Its memory has been given
 * back.
 *
 * @param pool the pool's name
 * @param kind {@code confined arena}, {@code shared arena} or {@code lease}
 * @param bytes memory that was given back, in bytes; for a lease, its size
 * @param opened where it was opened, and by which thread; null without
 *     {@link ArenaPool.Builder#diagnostics}
 */
public record ArenaLeak(String pool, String kind, long bytes, @Nullable Throwable opened) {

    static final String CONFINED = "confined arena";
    static final String SHARED = "shared arena";
    static final String LEASE = "lease";
}
