// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.pool.Interleavings;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Striped slots: each has one arena at a time, and one that was given back is free. */
@Timeout(240)
class SlotsLincheckTest {

    private static final int SIZE = 2;

    @Test
    void aSlotHasOneArenaAtATime() {
        Interleavings.assertSafe(Shipped.class, 2, 1);
    }

    @Test
    void theCheckerFindsSlotsThatAreTakenWithoutCas() {
        Interleavings.assertFound("two arenas", TakenBlindly.class, 3);
    }

    /** The operations. */
    public abstract static class Base {

        private final AtomicIntegerArray holders = new AtomicIntegerArray(SIZE);

        /** {@return a slot, or -1} */
        abstract int take();

        abstract void give(int slot);

        abstract int open();

        @Operation
        public void openAndClose() {
            int slot = take();
            if (slot >= 0) {
                require(holders.incrementAndGet(slot) == 1, "two arenas in one slot");
                holders.decrementAndGet(slot);
                give(slot);
            }
        }

        @Validate
        public void allAreFree() {
            require(open() == 0, open() + " slots are lost");
            for (int i = 0; i < SIZE; i++) {
                require(take() >= 0, "a slot is lost");
            }
            require(take() < 0, "too many slots");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** The slots as they are. */
    public static class Shipped extends Base {

        private static final Ground GROUND =
                ArenaPool.builder().recycling(false).build().ground();

        private final Slots slots = new Slots(GROUND, ArenaLeak.CONFINED, SIZE, true);
        private final Chunks[] taken = new Chunks[SIZE];

        /** The memory of each slot is made before, which is many steps. */
        public Shipped() {
            int first = take();
            int second = take();
            give(first);
            give(second);
        }

        @Override
        int take() {
            Chunks chunks = slots.takeStriped();
            if (chunks == null) {
                return -1;
            }
            taken[chunks.slot] = chunks;
            return chunks.slot;
        }

        @Override
        void give(int slot) {
            slots.close(taken[slot]);
        }

        @Override
        int open() {
            slots.checkInvariants();
            return slots.open();
        }
    }

    /** A twin that reads which slots are taken, and then writes. */
    public static class TakenBlindly extends Base {

        private volatile int taken;

        @Override
        int take() {
            int before = taken;
            int slot = Integer.numberOfTrailingZeros(~before);
            if (slot >= SIZE) {
                return -1;
            }
            taken = before | 1 << slot;
            return slot;
        }

        @Override
        void give(int slot) {
            taken &= ~(1 << slot);
        }

        @Override
        int open() {
            return Integer.bitCount(taken);
        }
    }
}
