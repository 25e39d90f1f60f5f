// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The negative controls of {@link DropStress}: what looks before it acts. */
public class DropTwin {

    /** An account that may close between a taker's look and its entry. */
    @JCStressTest
    @Outcome(id = "lost or doubled", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "permits enter a closed account")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class ClosedUnderALateTaker {
        private static final long CLOSED = -100;
        private final AtomicLong free = new AtomicLong(3);
        private final AtomicLong held = new AtomicLong(1);

        @Actor
        public void dropper() {
            free.addAndGet(held.getAndSet(CLOSED));
        }

        @Actor
        public void late() {
            if (held.get() != CLOSED) {
                free.addAndGet(-2);
                held.addAndGet(2);
            }
        }

        @Arbiter
        public void atLast(L_Result r) {
            long in = Math.max(0, held.get());
            r.r1 = free.get() + in == 4 ? "kept" : "lost or doubled";
        }
    }

    /** A generation that is emptied, but not sealed. */
    @JCStressTest
    @Outcome(id = "lost", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "put after the drain")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class DrainedWithoutSeal {
        private final AtomicReference<Cargo> slot = new AtomicReference<>();
        private volatile boolean closed;

        @Actor
        public void user() {
            if (!closed) {
                slot.set(new Cargo());
            }
        }

        @Actor
        public void drainer() {
            closed = true;
            slot.set(null);
        }

        @Arbiter
        public void fate(L_Result r) {
            r.r1 = slot.get() == null ? "evicted" : "lost";
        }
    }

    /** A lease that looks whether it is closed, and then closes. */
    @JCStressTest
    @Outcome(id = "put 2 times", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "two future owners")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class LeaseClosedAfterALook {
        private final AtomicInteger puts = new AtomicInteger();
        private volatile boolean closed;

        private void close() {
            if (!closed) {
                closed = true;
                puts.incrementAndGet();
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
            r.r1 = "put " + puts + " times";
        }
    }
}
