// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One block that several threads free at the same time. One free wins at the call; where the owner
 * and another thread meet, a second one may win as well, and then the owner finds it when it
 * collects: what is freed once too often is counted, and the slot is handed out once.
 */
@Timeout(240)
class DoubleFreeLincheckTest {

    @Test
    void ofTwoFreesElsewhereOneWins() {
        Schedules.assertSafe(TwoElsewhere.class, 2, 1, 1);
        Schedules.assertSafe(TwoElsewhere.class, 3, 1, 1);
    }

    @Test
    void aFreeByTheOwnerAndOneElsewhereAreCountedAsOneTooMany() {
        Schedules.assertSafe(OwnerAndElsewhere.class, 2, 1, 1);
    }

    @Test
    void soTheyAreInAClassOfManyWords() {
        Schedules.assertSafe(OwnerAndElsewhereInManyWords.class, 2, 1, 1);
    }

    @Test
    void theCheckerFindsTwoWinners() {
        Schedules.assertFound("winners", NoWinnerByOr.class, 2, 1);
    }

    @Test
    void theCheckerFindsALateFreeThatIsNotCounted() {
        Schedules.assertFound("winners", LateUncounted.class, 2, 1);
    }

    /** A span whose slots are all taken. */
    public abstract static class Block {

        final Slots span;
        final AtomicInteger winners = new AtomicInteger();
        int late;

        Block(Slots span, int slots) {
            this.span = span;
            for (int i = 0; i < slots; i++) {
                require(span.take() >= 0 || span.advance() && span.take() >= 0, "slot " + i);
            }
        }

        Block(int classId) {
            this(classId, Bare.owner());
        }

        private Block(int classId, MCache owner) {
            this(new Slots.Real(Bare.span(classId, owner), owner), SizeClasses.slots(classId));
        }

        final void freeElsewhere() {
            if (span.freeRemote(0)) {
                winners.incrementAndGet();
            }
        }

        final void freeInOwner() {
            if (span.freeOwned(0)) {
                winners.incrementAndGet();
            }
        }

        /** How often the one block that was allocated has been freed, as far as anybody knows. */
        final void requireOneFree() {
            late += span.collect();
            require(winners.get() - late == 1,
                    winners + " winners, " + late + " found out late");
            require((span.taken() & 1) == 0, "the slot is not free");
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    /** Each thread frees the block. */
    public static class TwoElsewhere extends Block {
        public TwoElsewhere() {
            super(SizeClasses.of(4096));
        }

        @Operation
        public void free() {
            freeElsewhere();
        }

        @Validate
        public void once() {
            require(winners.get() == 1, winners + " winners");
            requireOneFree();
        }
    }

    /** The owner frees the block, and another thread does. */
    public abstract static class Mixed extends Block {
        Mixed(int classId) {
            super(classId);
        }

        Mixed(Slots twin, int slots) {
            super(twin, slots);
        }

        @Operation(nonParallelGroup = "owner")
        public void freeByOwner() {
            freeInOwner();
        }

        @Operation(nonParallelGroup = "stranger")
        public void freeByStranger() {
            freeElsewhere();
        }

        @Validate
        public void once() {
            requireOneFree();
        }
    }

    /** In a class of one word. */
    public static class OwnerAndElsewhere extends Mixed {
        public OwnerAndElsewhere() {
            super(SizeClasses.of(4096));
        }
    }

    /** In a class of two words. */
    public static class OwnerAndElsewhereInManyWords extends Mixed {
        public OwnerAndElsewhereInManyWords() {
            super(SizeClasses.of(96));
        }
    }

    /** A twin that does not look at what was set before. */
    public static class NoWinnerByOr extends Block {
        public NoWinnerByOr() {
            super(new TwinSpan(2) {
                @Override
                public boolean freeRemote(int slot) {
                    boolean taken = (remote.get() & 1L << slot) == 0;
                    setRemote(1L << slot);
                    return taken;
                }
            }, 2);
        }

        @Operation
        public void free() {
            freeElsewhere();
        }

        @Validate
        public void once() {
            requireOneFree();
        }
    }

    /** A twin whose owner collects what was freed twice and tells nobody. */
    public static class LateUncounted extends Mixed {
        public LateUncounted() {
            super(new TwinSpan(2) {
                @Override
                public int collect() {
                    super.collect();
                    return 0;
                }
            }, 2);
        }
    }
}
