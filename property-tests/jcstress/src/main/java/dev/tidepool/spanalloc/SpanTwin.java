// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The negative controls of {@link SpanStress} and {@link HandOverStress}. The first needs a store
 * that is delayed beyond a load, which x86-64 does. The others have the wrong order in the program:
 * x86-64 keeps the order of stores, so a weaker access alone would not show there.
 */
public class SpanTwin {

    /** An owner that stores FULL and looks at the bits without a fence in between. */
    @JCStressTest
    @Outcome(id = "lost", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "neither saw the other")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class FullWithoutFence {
        private final AtomicInteger state = new AtomicInteger(Span.OWNED);
        private final AtomicInteger remote = new AtomicInteger();
        private boolean goesOn;
        private boolean reopened;

        @Actor
        public void owner() {
            state.setRelease(Span.FULL);
            goesOn = remote.getOpaque() != 0;
        }

        @Actor
        public void freer() {
            remote.getAndSet(1);
            reopened = state.get() == Span.FULL;
        }

        @Arbiter
        public void atLast(L_Result r) {
            r.r1 = goesOn || reopened ? "seen" : "lost";
        }
    }

    /** Two who look at the state, and then change it. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "twice in the list")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class ListedAfterALook {
        private volatile int state = Span.FULL;

        private boolean list() {
            if (state != Span.FULL) {
                return false;
            }
            state = Span.PARTIAL;
            return true;
        }

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = list();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = list();
        }
    }

    /** An owner that clears freed before it clears alloc. */
    @JCStressTest
    @Outcome(id = "freed", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "a free slot is freed once more")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class RecycledInTheWrongOrder {
        private volatile int alloc = 1;
        private volatile int freed = 1;

        @Actor
        public void owner() {
            freed = 0;
            alloc = 0;
        }

        @Actor
        public void late(L_Result r) {
            r.r1 = freed == 0 && alloc == 1 ? "freed" : "refused";
        }
    }

    /** Who frees a block and then writes into it. */
    @JCStressTest
    @Outcome(id = "stale", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "the old owner's write comes later")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class WrittenAfterTheFree {
        private volatile int remote;
        private volatile int contents;

        @Actor
        public void freer() {
            remote = 1;
            contents = 1;
        }

        @Actor
        public void owner(L_Result r) {
            r.r1 = remote == 0 ? "not yet" : contents == 1 ? "written" : "stale";
        }
    }

    /** A span that is published before its sizes are written. */
    @JCStressTest
    @Outcome(id = "torn", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "an address leads to a wrong slot")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class PublishedUnfinished {
        private static final class Half {
            volatile int slotSize;
        }

        private volatile Half published;

        @Actor
        public void maker() {
            var half = new Half();
            published = half;
            half.slotSize = 4096;
        }

        @Actor
        public void racer(L_Result r) {
            Half seen = published;
            r.r1 = seen == null ? "nothing" : seen.slotSize == 4096 ? "whole" : "torn";
        }
    }
}
