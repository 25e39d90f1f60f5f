// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** What comes with a block that one thread frees and another gets. */
public class HandOverStress {

    private static final int CLASS = SizeClasses.of(4096);

    private static Span span(MCache owner) {
        return new Span(new PageRange(Region.NONE, 1 << 20, SizeClasses.spanPages(CLASS), true),
                CLASS, owner);
    }

    /** What was written into a block before it was freed happens-before its next owner's work. */
    @JCStressTest
    @Outcome(id = "not yet", expect = Expect.ACCEPTABLE, desc = "the owner came first")
    @Outcome(id = "written", expect = Expect.ACCEPTABLE, desc = "all of it is there")
    @Outcome(id = "stale", expect = Expect.FORBIDDEN, desc = "the old owner's write comes later")
    @State
    public static class FreedAndReused {
        private final Span span = span(new MCache());
        private int contents;

        public FreedAndReused() {
            span.take();
            span.take();
        }

        @Actor
        public void freer() {
            contents = 1;
            span.freeRemote(0);
        }

        @Actor
        public void owner(L_Result r) {
            span.collect();
            r.r1 = span.take() < 0 ? "not yet" : contents == 1 ? "written" : "stale";
        }
    }

    /** A new span behind a plain reference: its state is written last, and its size is final. */
    @JCStressTest
    @Outcome(id = "nothing", expect = Expect.ACCEPTABLE, desc = "too early")
    @Outcome(id = "whole", expect = Expect.ACCEPTABLE, desc = "as it was made")
    @Outcome(id = "torn", expect = Expect.FORBIDDEN, desc = "an address leads to a wrong slot")
    @State
    public static class Born {
        private Span published;

        @Actor
        public void maker() {
            published = span(new MCache());
        }

        @Actor
        public void racer(L_Result r) {
            Span seen = published;
            if (seen == null) {
                r.r1 = "nothing";
                return;
            }
            long base = 8192L << 20;
            r.r1 = seen.slotAt(base) == 0 && seen.slotAt(base + 4096) == 1
                    && seen.slotAt(base + 1) < 0 && !seen.freeRemote(0) ? "whole" : "torn";
        }
    }
}
