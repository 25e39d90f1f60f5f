// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * As {@link SpanLincheckTest}, a span of 85 slots, which are two words: whose bits are in arrays,
 * and of which others tell the owner by a mark for each word.
 */
@Timeout(240)
class WordsLincheckTest {

    @Test
    void slotsAreNeitherLostNorHandedOutTwice() {
        Schedules.assertSafe(Shipped.class, 2, 3, 2);
    }

    @Test
    void norAmongThreeThreads() {
        Schedules.assertSafe(Shipped.class, 3, 2, 1);
    }

    @Test
    void norWhileThreadsRunFreely() {
        Schedules.assertEndures(Shipped.class, 3, 3);
    }

    @Test
    void theOwnerIsToldOfAFreeThatItDoesNotCollect() {
        Schedules.assertSafeThoroughly(CollectAndFree.class);
    }

    @Test
    void theCheckerFindsAFreerThatLooksAtTheStateFirst() {
        Schedules.assertFound("lost", LooksFirst.class, 2, 1);
    }

    @Test
    void theCheckerFindsAFreerThatLooksAtTheFirstWordOnly() {
        Schedules.assertFound("lost", LooksAtOneWord.class, 2, 1);
    }

    /** The operations: a free is of as many slots of a word as must be noticed. */
    public abstract static class Machine {

        static final int CLASS = SizeClasses.of(96);
        static final int NOTICED = 8;
        private static final int CACHES = 2;

        private final MCache[] caches = {Bare.owner(), Bare.owner()};
        final Span span = Bare.span(CLASS, caches[0]);
        final AtomicLongArray held = new AtomicLongArray(2);
        private final AtomicInteger listed = new AtomicInteger();
        private final boolean[] owns = {true, false};

        Machine() {
            for (int slot = take(); slot >= 0 || span.advance(); slot = take()) {
                // until all slots are taken, and the owner does not know it
            }
        }

        private int take() {
            int slot = span.take();
            if (slot >= 0) {
                require((held.getAndAccumulate(slot >>> 6, 1L << slot, (a, b) -> a | b)
                        & 1L << slot) == 0, "slot handed out twice");
            }
            return slot;
        }

        @Operation(nonParallelGroup = "first")
        public void allocateInFirst() {
            allocate(0);
        }

        @Operation(nonParallelGroup = "second")
        public void allocateInSecond() {
            allocate(1);
        }

        @Operation(nonParallelGroup = "first")
        public void freeInFirst() {
            free(0, 1);
        }

        @Operation
        public void freeInFirstWord() {
            free(-1, 0);
        }

        @Operation
        public void freeInSecondWord() {
            free(-1, 1);
        }

        @Operation(nonParallelGroup = "first")
        public void flushFirst() {
            while (owns[0]) {
                span.collect();
                if (span.advance()) {
                    owns[0] = false;
                    span.ownedToPartial();
                    require(listed.getAndSet(1) == 0, "listed twice");
                } else {
                    owns[0] = !span.ownedToFull();
                }
            }
        }

        private void allocate(int cache) {
            for (int attempt = 0; attempt < 3; attempt++) {
                if (!owns[cache] && !takeFromList(cache)) {
                    return;
                }
                if (take() >= 0) {
                    return;
                }
                owns[cache] = makeRoom();
            }
        }

        private boolean takeFromList(int cache) {
            if (!listed.compareAndSet(1, 0)) {
                return false;
            }
            span.partialToOwned(caches[cache]);
            owns[cache] = makeRoom();
            return owns[cache];
        }

        private boolean makeRoom() {
            if (span.advance()) {
                return true;
            }
            do {
                span.collect();
                if (span.advance()) {
                    return true;
                }
            } while (!span.ownedToFull());
            return false;
        }

        /** Frees a slot for a cache that owns the span, several for anybody else. */
        private void free(int cache, int word) {
            if (cache < 0 || !owns[cache]) {
                freeElsewhere(word);
                return;
            }
            int slot = release(word);
            require(slot < 0 || span.freeOwned(slot), "the owner's free was refused");
        }

        /** {@return a slot of a word that nobody holds any more, or -1} */
        final int release(int word) {
            long bits = held.get(word);
            long bit = Long.lowestOneBit(bits);
            return bit != 0 && held.compareAndSet(word, bits, bits & ~bit)
                    ? (word << 6) + Long.numberOfTrailingZeros(bit) : -1;
        }

        void freeElsewhere(int word) {
            for (int i = 0; i < NOTICED; i++) {
                int slot = release(word);
                if (slot >= 0) {
                    require(span.freeRemote(slot), "a free was refused");
                    list(span.state() == Span.FULL && span.isWorthReopening(seen(word)));
                }
            }
        }

        /** {@return the word that who frees looks at} */
        int seen(int word) {
            return word;
        }

        final void list(boolean worth) {
            if (worth && span.fullToPartial()) {
                require(listed.getAndSet(1) == 0, "listed twice");
            }
        }

        @Validate
        public void inOrder() {
            int owners = 0;
            for (int cache = 0; cache < CACHES; cache++) {
                owners += owns[cache] ? 1 : 0;
            }
            int state = span.state();
            require((state == Span.OWNED) == (owners == 1) && owners < 2
                            && (state == Span.PARTIAL) == (listed.get() == 1),
                    "state " + state + ", " + owners + " owners, listed " + listed);
            require(span.isConsistent(), "a free that the owner is not told of: " + span);
            for (int w = 0; w < 2; w++) {
                require(span.takenBits(w) == held.get(w), "held " + held + ", taken "
                        + span.takenBits(w) + " in word " + w + ": a slot is lost");
                require(state != Span.FULL || !span.isWorthReopening(w),
                        "a full span has many free slots: they are lost");
            }
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    /** The span as it is. */
    public static class Shipped extends Machine {
    }

    /** Looks at the state before it frees, not after. */
    public static class LooksFirst extends Machine {
        @Override
        void freeElsewhere(int word) {
            boolean full = span.state() == Span.FULL;
            for (int i = 0; i < NOTICED; i++) {
                int slot = release(word);
                if (slot >= 0) {
                    require(span.freeRemote(slot), "a free was refused");
                    list(full && span.isWorthReopening(word));
                }
            }
        }
    }

    /** Takes the span for one of a single word. */
    public static class LooksAtOneWord extends Machine {
        public LooksAtOneWord() {
            allocateInFirst(); // gives up the span: it is FULL
        }

        @Override
        int seen(int word) {
            return 0;
        }
    }

    /** Two frees, and the owner that collects at the same time: each of their steps matters. */
    public static class CollectAndFree {

        private static final int FAR = 64; // the first slot of the second word

        private final Span span = Bare.span(Machine.CLASS, Bare.owner());
        private int freed;

        public CollectAndFree() {
            while (span.take() >= 0 || span.advance()) {
                // until all slots are taken
            }
        }

        @Operation(nonParallelGroup = "owner")
        public void collect() {
            span.collect();
        }

        @Operation(nonParallelGroup = "freer")
        public void free() {
            require(span.freeRemote(FAR) && span.freeRemote(FAR + 1), "a free was refused");
            freed = 2;
        }

        @Validate
        public void told() {
            require(span.isConsistent(), "a free that the owner is not told of: " + span);
            span.collect();
            require(span.takenSlots() == span.slots - freed, "a slot is lost: " + span);
        }
    }
}
