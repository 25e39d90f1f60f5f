// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two threads at one span and the central as they are, one operation on each: short enough that
 * nearly all interleavings are tried.
 */
@Timeout(240)
class SpanPairsLincheckTest {

    @Test
    void whatIsGivenUpDuringAFreeIsInOnePlace() {
        Schedules.assertSafeThoroughly(GiveUpAndFree.class);
        Schedules.assertSafe(GiveUpManyWordsAndFree.class, 2, 1, 1);
    }

    @Test
    void ofTwoWhoFreeIntoAFullSpanOneListsIt() {
        Schedules.assertSafe(FreeAndFree.class, 2, 1, 1);
    }

    @Test
    void whatIsTrimmedDuringTheLastFreeIsDeadOrListed() {
        Schedules.assertSafe(TrimAndFree.class, 2, 1, 1);
    }

    @Test
    void theCheckerFindsAFreerThatLooksAtTheStateFirst() {
        Schedules.assertFound("listed", LooksFirst.class, 2, 1);
    }

    @Test
    void theCheckerFindsTwoThatListTheSpanAfterALook() {
        Schedules.assertFound("listed", ListedAfterALook.class, 2, 1);
    }

    /** A span whose slots are all taken, and its class's central, which is empty. */
    public abstract static class Exhausted {

        private static final Tiers TIERS = Bare.tiers(Profile.LOW_MEMORY);

        final MCentral central;
        final Span span;

        Exhausted(int byteSize) {
            int classId = SizeClasses.of(byteSize);
            central = TIERS.central(classId);
            while (central.take(Bare.owner()) != null) {
                // what the verifier left: it runs the operations, but not the validation
            }
            span = Bare.span(classId, Bare.owner());
            while (span.take() >= 0 || span.advance()) {
                // until all slots are taken
            }
        }

        void freeElsewhere(int slot) {
            if (!TIERS.freeRemote(span, slot)) {
                throw new IllegalStateException("a free was refused");
            }
        }

        /** Once in the list, or not at all. */
        final void requireListed(boolean once) {
            int state = span.state();
            Span first = central.take(Bare.owner());
            Span second = central.take(Bare.owner());
            boolean right = once ? first == span && second == null && state == Span.PARTIAL
                    : first == null;
            if (!right) {
                throw new IllegalStateException("listed: " + first + " and " + second + ", state "
                        + state + ", to be listed: " + once);
            }
        }
    }

    /** The owner, which finds no slot free, and a thread that frees as many as must be noticed. */
    public static class GiveUpAndFree extends Exhausted {
        private boolean owned = true;

        public GiveUpAndFree() {
            this(4096);
        }

        GiveUpAndFree(int byteSize) {
            super(byteSize);
        }

        @Operation(nonParallelGroup = "owner")
        public void giveUp() {
            span.collect();
            owned = span.advance() || !span.ownedToFull();
        }

        @Operation(nonParallelGroup = "freer")
        public void free() {
            for (int i = 1; i <= Math.max(1, Math.min(span.slots, 64) / 8); i++) {
                freeElsewhere(span.slots - i);
            }
        }

        @Validate
        public void inOnePlace() {
            if (owned && span.state() != Span.OWNED) {
                throw new IllegalStateException("owned, but its state is " + span.state());
            }
            if (!span.isConsistent()) {
                throw new IllegalStateException("a free that the owner is not told of: " + span);
            }
            requireListed(!owned);
        }
    }

    /** The same in a class of two words. */
    public static class GiveUpManyWordsAndFree extends GiveUpAndFree {
        public GiveUpManyWordsAndFree() {
            super(96);
        }
    }

    /** Two who free. */
    public static class FreeAndFree extends Exhausted {
        public FreeAndFree() {
            super(4096);
            span.ownedToFull();
        }

        @Operation(nonParallelGroup = "first")
        public void freeFirst() {
            freeElsewhere(0);
        }

        @Operation(nonParallelGroup = "second")
        public void freeSecond() {
            freeElsewhere(1);
        }

        @Validate
        public void listedOnce() {
            requireListed(true);
        }
    }

    /** One who frees the last block, and one who looks for empty spans. */
    public static class TrimAndFree extends Exhausted {
        public TrimAndFree() {
            super(4096);
            span.ownedToFull();
            freeElsewhere(0);
        }

        @Operation(nonParallelGroup = "freer")
        public void free() {
            freeElsewhere(1);
        }

        @Operation(nonParallelGroup = "trimmer")
        public void trim() {
            central.takeEmpty();
        }

        @Validate
        public void deadOrListed() {
            requireListed(span.state() != Span.DEAD);
        }
    }

    /** A twin whose freer looks at the state before it frees, not after. */
    public static class LooksFirst extends GiveUpAndFree {
        @Override
        void freeElsewhere(int slot) {
            boolean full = span.state() == Span.FULL;
            span.freeRemote(slot);
            if (full && span.fullToPartial()) {
                central.put(span);
            }
        }
    }

    /** A twin in which who sees FULL lists the span, whoever was faster. */
    public static class ListedAfterALook extends FreeAndFree {
        private final AtomicInteger listed = new AtomicInteger();

        @Override
        void freeElsewhere(int slot) {
            span.freeRemote(slot);
            if (span.state() == Span.FULL) {
                listed.incrementAndGet();
                if (span.fullToPartial()) {
                    central.put(span);
                }
            }
        }

        @Override
        public void listedOnce() {
            if (listed.get() != 1) {
                throw new IllegalStateException("listed " + listed + " times");
            }
        }
    }
}
