// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The negative controls of {@link LeaseStress} and {@link SharedArenaStress}. The one without a
 * handshake needs a store that is delayed beyond a load, which x86-64 does.
 */
public class LeaseTwin {

    /** A batch whose seal is not in one word with its count. */
    @JCStressTest
    @Outcome(id = "twice", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "memory goes back twice")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class SealedApart {
        private final AtomicInteger open = new AtomicInteger(1);
        private volatile boolean sealed;
        private boolean byCloser;
        private boolean bySealer;

        @Actor
        public void closer() {
            byCloser = open.decrementAndGet() == 0 && sealed;
        }

        @Actor
        public void sealer() {
            sealed = true;
            bySealer = open.get() == 0;
        }

        @Arbiter
        public void count(L_Result r) {
            r.r1 = byCloser && bySealer ? "twice" : "once";
        }
    }

    /** A lease that is released before its last write. */
    @JCStressTest
    @Outcome(id = "stale", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "a write may hit the next owner")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class WrittenAfterTheRelease {
        private final AtomicInteger open = new AtomicInteger(2);
        private volatile int contents;

        @Actor
        public void holder() {
            open.decrementAndGet();
            contents = 1;
        }

        @Actor
        public void last(L_Result r) {
            r.r1 = open.decrementAndGet() > 0 ? "not last"
                    : contents == 1 ? "all written" : "stale";
        }
    }

    /** A lease that looks whether it is closed, and then closes. */
    @JCStressTest
    @Outcome(id = "closed 2 times", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "another's memory goes back")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class LeaseClosedAfterALook {
        private final AtomicInteger closes = new AtomicInteger();
        private volatile boolean closed;

        private void close() {
            if (!closed) {
                closed = true;
                closes.incrementAndGet();
            }
        }

        @Actor
        public void first() {
            close();
        }

        @Actor
        public void second() {
            close();
        }

        @Arbiter
        public void count(L_Result r) {
            r.r1 = "closed " + closes + " times";
        }
    }

    /** A pool that counts what is open without a handshake before it. */
    @JCStressTest
    @Outcome(id = "too early", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "memory of an open arena is gone")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class ClosedWithoutHandshake {
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private boolean opened;
        private boolean ended;

        @Actor
        public void user() {
            taken.setOpaque(1);
            opened = closed.get() == 0;
        }

        @Actor
        public void closer() {
            closed.set(1);
            ended = taken.get() == 0;
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = opened && ended ? "too early" : "ended";
        }
    }

    /** A shared arena that hands out its next bytes without a lock. */
    @JCStressTest
    @Outcome(id = "overlap", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "two write to one place")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class CarvedWithoutLock {
        private volatile long next;
        private long one;
        private long other;

        private long carve() {
            long start = next;
            next = start + 24;
            return start;
        }

        @Actor
        public void first() {
            one = carve();
        }

        @Actor
        public void second() {
            other = carve();
        }

        @Arbiter
        public void compare(L_Result r) {
            r.r1 = one == other ? "overlap" : "apart";
        }
    }
}
