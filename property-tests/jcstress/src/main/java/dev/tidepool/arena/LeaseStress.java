// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The leases of a batch: their count, their memory, and the end of a lease and of a pool. */
public class LeaseStress {

    private static final Ground GROUND =
            ArenaPool.builder().name("leases").recycling(false).build().ground();

    private static Holdings holdings(int leases) {
        var holdings = new Holdings(GROUND, GROUND.leases, 8);
        for (int i = 0; i < leases; i++) {
            holdings.acquire();
        }
        return holdings;
    }

    /** The last lease and the seal, in either order: one of the two ends the batch. */
    @JCStressTest
    @Outcome(id = "once", expect = Expect.ACCEPTABLE, desc = "by the one that came last")
    @Outcome(id = "twice", expect = Expect.FORBIDDEN, desc = "memory goes back twice")
    @Outcome(id = "never", expect = Expect.FORBIDDEN, desc = "memory stays in limbo")
    @State
    public static class LastReleaseAndSeal {
        private final Holdings holdings = holdings(1);
        private int byCloser;
        private int bySealer;

        @Actor
        public void closer() {
            byCloser += holdings.release() ? 1 : 0;
        }

        /** Joins and leaves before it seals. */
        @Actor
        public void sealer() {
            if (holdings.acquire() >= 0) {
                bySealer += holdings.release() ? 1 : 0;
            }
            bySealer += holdings.seal() ? 1 : 0;
        }

        @Arbiter
        public void count(L_Result r) {
            int ends = byCloser + bySealer;
            r.r1 = ends == 1 ? "once" : ends == 0 ? "never" : "twice";
        }
    }

    /** Who ends a batch has before it all that was written by way of its leases. */
    @JCStressTest
    @Outcome(id = "all written", expect = Expect.ACCEPTABLE, desc = "by both holders")
    @Outcome(id = "stale", expect = Expect.FORBIDDEN, desc = "a write may hit the next owner")
    @State
    public static class LastWrites {
        private final Holdings holdings = holdings(2);
        private int contents0;
        private int contents1;

        public LastWrites() {
            holdings.seal();
        }

        @Actor
        public void first(L_Result r) {
            contents0 = 1;
            holdings.close(0, 0, 8);
            if (holdings.release()) {
                r.r1 = contents1 == 1 ? "all written" : "stale";
            }
        }

        @Actor
        public void second(L_Result r) {
            contents1 = 1;
            holdings.close(1, 0, 8);
            if (holdings.release()) {
                r.r1 = contents0 == 1 ? "all written" : "stale";
            }
        }
    }

    /** Of two that close one lease, one does. */
    @JCStressTest
    @Outcome(id = "closed once", expect = Expect.ACCEPTABLE, desc = "whoever was first")
    @Outcome(id = "closed twice", expect = Expect.FORBIDDEN, desc = "another's memory goes back")
    @Outcome(id = "not closed", expect = Expect.FORBIDDEN, desc = "leaked")
    @State
    public static class LeaseClosedTwice {
        private final Batch batch = new Batch(holdings(2), 0, 0);
        private final SharedLease lease =
                new PooledLease(GROUND.leases, batch, 0, 0, MemorySegment.NULL);

        @Actor
        public void first() {
            lease.close();
        }

        @Actor
        public void second() {
            lease.close();
        }

        /** The other lease of the batch tells: it is the last one, or one too many. */
        @Arbiter
        public void count(L_Result r) {
            boolean sealed = batch.holdings.seal();
            r.r1 = sealed ? "closed twice"
                    : batch.holdings.release() ? "closed once" : "not closed";
            batch.holdings.close(1, 0, 0);
            batch.end();
        }
    }

    /** A pool that is closed while its only arena is opened and closed ends, once that has. */
    @JCStressTest
    @Outcome(id = "ended", expect = Expect.ACCEPTABLE, desc = "after the arena, or without it")
    @Outcome(id = "too early", expect = Expect.FORBIDDEN, desc = "memory of an open arena is gone")
    @Outcome(id = "never", expect = Expect.FORBIDDEN, desc = "the allocator can never be closed")
    @State
    public static class PoolClosedUnderAnArena {
        private static final SpanAllocator ALLOCATOR =
                SpanAllocator.builder().backgroundScavenger(false).build();
        private final ArenaPool pool =
                ArenaPool.builder().name("closing").allocator(ALLOCATOR).build();
        private boolean tooEarly;

        @Actor
        public void user() {
            try (PooledArena arena = pool.confined()) {
                tooEarly = pool.ground().isFinished() && arena.scope().isAlive();
            } catch (IllegalStateException e) {
                tooEarly = false; // refused
            }
        }

        @Actor
        public void closer() {
            pool.close();
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = tooEarly ? "too early" : pool.ground().isFinished() ? "ended" : "never";
        }
    }
}
