// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Threads that allocate from one shared arena at the same instant. */
public class SharedArenaStress {

    private static final ArenaPool POOL = ArenaPool.builder().name("shared").build();
    private static final long SIZE = 24;

    /** What one arena hands out is disjoint. */
    @JCStressTest
    @Outcome(id = "apart", expect = Expect.ACCEPTABLE, desc = "each has its bytes")
    @Outcome(id = "overlap", expect = Expect.FORBIDDEN, desc = "two write to one place")
    @State
    public static class TwoAllocate {
        private final PooledArena arena = POOL.shared();
        private MemorySegment one;
        private MemorySegment other;

        @Actor
        public void first() {
            one = arena.allocate(SIZE, 8);
        }

        @Actor
        public void second() {
            other = arena.allocate(SIZE, 8);
        }

        @Arbiter
        public void compare(L_Result r) {
            r.r1 = Math.abs(one.address() - other.address()) >= SIZE ? "apart" : "overlap";
            arena.close();
        }
    }
}
