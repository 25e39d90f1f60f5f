// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import org.jspecify.annotations.Nullable;

/**
 * What a shared arena and all its descendants have in common. Its monitor guards their states,
 * their places in the family and their memory; it is never held while a session is closed, memory
 * is zeroed or given back.
 */
final class Family {

    final Ground ground;
    /** The only thread that may use it, if there is one. */
    final @Nullable Thread owner;
    /** Held by every member and every session; null over plain JDK arenas. */
    final @Nullable Epoch epoch;

    Family(Ground ground, @Nullable Thread owner, @Nullable Epoch epoch) {
        this.ground = ground;
        this.owner = owner;
        this.epoch = epoch;
    }
}
