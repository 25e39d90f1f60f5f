// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A span of two words: the bit of a slot in {@code others}, and the mark of its word. */
public class WordsStress {

    private static final int CLASS = SizeClasses.of(96); // 85 slots
    private static final int FAR = 64; // the first slot of the second word

    private static Span exhausted() {
        Span span = new Span(
                new PageRange(Region.NONE, 1 << 20, SizeClasses.spanPages(CLASS), true), CLASS,
                new MCache());
        while (span.take() >= 0 || span.advance()) {
            // until all slots are taken
        }
        return span;
    }

    private static boolean isFree(Span span, int slot) {
        return !span.isTaken(slot);
    }

    /** The owner clears the mark and then the word; the freer sets the word and then the mark. */
    @JCStressTest
    @Outcome(id = "collected", expect = Expect.ACCEPTABLE, desc = "the owner came later")
    @Outcome(id = "told", expect = Expect.ACCEPTABLE, desc = "the next collect finds it")
    @Outcome(id = "untold", expect = Expect.FORBIDDEN, desc = "a bit without a mark: lost")
    @Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "freed and not free")
    @State
    public static class CollectAndFree {
        private final Span span = exhausted();

        @Actor
        public void owner() {
            span.collect();
        }

        @Actor
        public void freer() {
            span.freeRemote(FAR);
        }

        @Arbiter
        public void atLast(L_Result r) {
            boolean consistent = span.isConsistent();
            boolean waits = span.remoteBits(1) != 0;
            span.collect();
            r.r1 = !consistent ? "untold" : !isFree(span, FAR) || !span.advance() ? "lost"
                    : waits ? "told" : "collected";
        }
    }

    /** Two frees in one word: the second finds the mark set, or cleared meanwhile. */
    @JCStressTest
    @Outcome(id = "both", expect = Expect.ACCEPTABLE, desc = "both slots are free")
    @Outcome(id = "untold", expect = Expect.FORBIDDEN, desc = "a bit without a mark: lost")
    @Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "freed and not free")
    @State
    public static class CollectAndTwoFrees {
        private final Span span = exhausted();

        @Actor
        public void owner() {
            span.collect();
            span.collect();
        }

        @Actor
        public void freer() {
            span.freeRemote(FAR);
            span.freeRemote(FAR + 1);
        }

        @Arbiter
        public void atLast(L_Result r) {
            boolean consistent = span.isConsistent();
            span.collect();
            r.r1 = !consistent ? "untold"
                    : isFree(span, FAR) && isFree(span, FAR + 1) ? "both" : "lost";
        }
    }

    /** A free by the owner and one elsewhere, of neighbours in the second word. */
    @JCStressTest
    @Outcome(id = "both", expect = Expect.ACCEPTABLE, desc = "both slots are free")
    @Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "freed and not free")
    @State
    public static class OwnersFreeAndFree {
        private final Span span = exhausted();

        @Actor
        public void owner() {
            span.freeOwned(FAR);
            span.collect();
        }

        @Actor
        public void freer() {
            span.freeRemote(FAR + 1);
        }

        @Arbiter
        public void atLast(L_Result r) {
            span.collect();
            r.r1 = isFree(span, FAR) && isFree(span, FAR + 1) ? "both" : "lost";
        }
    }

    /** Of two who free one block elsewhere one does. */
    @JCStressTest
    @Outcome(id = "one", expect = Expect.ACCEPTABLE, desc = "of two frees one wins")
    @Outcome(id = "two", expect = Expect.FORBIDDEN, desc = "both do")
    @Outcome(id = "none", expect = Expect.FORBIDDEN, desc = "neither does")
    @State
    public static class TwoFreesOfOneBlock {
        private final Span span = exhausted();
        private boolean first;
        private boolean second;

        @Actor
        public void first() {
            first = span.freeRemote(FAR);
        }

        @Actor
        public void second() {
            second = span.freeRemote(FAR);
        }

        @Arbiter
        public void atLast(L_Result r) {
            r.r1 = first && second ? "two" : first || second ? "one" : "none";
        }
    }
}
