// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** An arena of some kind, made in some way, owned by some thread: what contracts run over. */
record Setting(Kind kind, Mode mode, Elsewhere thread) {

    /** How long an arena lives, and whose it is. */
    enum Kind {
        CONFINED, SHARED, CONFINED_CHILD, SHARED_CHILD;

        boolean confined() {
            return this == CONFINED || this == CONFINED_CHILD;
        }

        boolean child() {
            return this == CONFINED_CHILD || this == SHARED_CHILD;
        }
    }

    /** Who makes it. */
    enum Mode {
        /** The JDK itself: shows that a test asks nothing that the JDK does not keep. */
        JDK,
        RECYCLING,
        /** As where native access is denied. */
        DEGRADED,
        /** As if the JDK pooled small confined arenas itself. */
        OVER_POOLS_OF_THE_JDK;

        boolean recycling() {
            return this == RECYCLING || this == OVER_POOLS_OF_THE_JDK;
        }
    }

    /** Every setting, the JDK included. */
    static Stream<Setting> all() {
        return Arrays.stream(Mode.values()).flatMap(Setting::of);
    }

    /** What the pool makes. */
    static Stream<Setting> ours() {
        return all().filter(setting -> setting.mode != Mode.JDK);
    }

    /** What has its memory from the allocator. */
    static Stream<Setting> recycling() {
        return all().filter(setting -> setting.mode.recycling());
    }

    private static Stream<Setting> of(Mode mode) {
        return Arrays.stream(Kind.values())
                .filter(kind -> mode != Mode.JDK || !kind.child())
                .filter(kind -> mode != Mode.OVER_POOLS_OF_THE_JDK || kind.confined())
                .flatMap(kind -> threads(mode).stream().map(t -> new Setting(kind, mode, t)));
    }

    private static List<Elsewhere> threads(Mode mode) {
        return mode == Mode.JDK || mode == Mode.RECYCLING
                ? List.of(Elsewhere.values()) : List.of(Elsewhere.PLATFORM);
    }

    boolean isOurs() {
        return mode != Mode.JDK;
    }

    /** A pool to be, with nothing of the JDK's left to chance. */
    ArenaPool.Builder builder() {
        return ArenaPool.builder().name(toString())
                .recycling(mode != Mode.DEGRADED)
                .jdkPools(mode == Mode.OVER_POOLS_OF_THE_JDK);
    }

    /** An arena of this kind without a parent. */
    Arena root(ArenaPool pool) {
        if (mode == Mode.JDK) {
            return counterpart();
        }
        return kind.confined() ? pool.confined() : pool.shared();
    }

    /** The JDK's arena that it must be like. */
    Arena counterpart() {
        return kind.confined() ? Arena.ofConfined() : Arena.ofShared();
    }

    @Override
    public String toString() {
        return kind + " " + mode + " on " + thread;
    }
}
