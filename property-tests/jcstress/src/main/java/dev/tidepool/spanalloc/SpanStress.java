// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A span between its owner and threads that free into it, all at the same instant. */
public class SpanStress {

    private static Span exhausted(int byteSize, MCache owner) {
        int classId = SizeClasses.of(byteSize);
        Span span = new Span(
                new PageRange(Region.NONE, 1 << 20, SizeClasses.spanPages(classId), true), classId,
                owner);
        while (span.take() >= 0 || span.advance()) {
            // until all slots are taken
        }
        return span;
    }

    /** The owner stores FULL, then looks at the bits; the freer sets a bit, then looks at FULL. */
    @JCStressTest
    @Outcome(id = "owner goes on", expect = Expect.ACCEPTABLE, desc = "it saw the bit")
    @Outcome(id = "freer reopens", expect = Expect.ACCEPTABLE, desc = "it saw FULL")
    @Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "neither saw the other")
    @Outcome(id = "two have it", expect = Expect.FORBIDDEN, desc = "in a cache and in the list")
    @State
    public static class FullAndFree {
        private final MCache owner = new MCache();
        private final Span span = exhausted(4096, owner);
        private boolean owned;
        private boolean reopened;

        @Actor
        public void owner() {
            owned = !span.ownedToFull();
        }

        @Actor
        public void freer() {
            reopened = span.freeRemote(0) && span.fullToPartial();
        }

        @Arbiter
        public void atLast(L_Result r) {
            r.r1 = owned && reopened ? "two have it"
                    : owned ? span.state() == Span.OWNED ? "owner goes on" : "lost"
                    : reopened && span.state() == Span.PARTIAL ? "freer reopens" : "lost";
        }
    }

    /** Of two who free into a FULL span one puts it into the list. */
    @JCStressTest
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first one does")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second one does")
    @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "twice in the list")
    @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "lost")
    @State
    public static class TwoFreers {
        private final Span span = exhausted(4096, new MCache());

        public TwoFreers() {
            span.ownedToFull();
        }

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = span.freeRemote(0) && span.fullToPartial();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = span.freeRemote(1) && span.fullToPartial();
        }
    }

    /**
     * The owner recycles a slot that it has freed, by a store to alloc and then one to freed. Who
     * reads them the other way round never sees a free slot as taken.
     */
    @JCStressTest
    @Outcome(id = "refused", expect = Expect.ACCEPTABLE, desc = "the slot is free all the time")
    @Outcome(id = "freed", expect = Expect.FORBIDDEN, desc = "a free slot is freed once more")
    @State
    public static class RecycleAndLateFree {
        private final Span span = exhausted(4096, new MCache());

        public RecycleAndLateFree() {
            span.freeOwned(0);
        }

        @Actor
        public void owner() {
            span.collect();
        }

        @Actor
        public void late(L_Result r) {
            r.r1 = span.freeRemote(0) ? "freed" : "refused";
        }
    }
}
