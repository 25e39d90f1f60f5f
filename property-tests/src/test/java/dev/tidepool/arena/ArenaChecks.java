// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

/** Lets tests in other packages look at what must hold inside pools of arenas. */
public final class ArenaChecks {

    private ArenaChecks() {
    }

    /** Throws what says what does not hold. */
    public static void check(ArenaPool pool) {
        pool.ground().leases.checkInvariants();
    }

    /** Likewise, of an arena of a platform thread; only there nobody else can be inside. */
    public static void check(PooledArena arena) {
        if (arena instanceof ConfinedArena confined) {
            confined.checkInvariants();
        } else if (arena instanceof SharedArena shared) {
            shared.checkInvariants();
        }
    }

    /** Gives back the memory of closed leases. */
    public static void flush(ArenaPool pool) {
        pool.flush();
    }

    /** {@return whether a closed pool has given everything back} */
    public static boolean isFinished(ArenaPool pool) {
        return pool.ground().isFinished();
    }
}
