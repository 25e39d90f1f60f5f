// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two caches over the central and the page heap as they are, spans of two slots: who allocates,
 * frees into a span of its own or of the other cache, dies and leaves its cache behind, or trims.
 * That is too much for the model checker, see {@link SpanLincheckTest}: here threads run freely.
 */
@Timeout(240)
class CacheLincheckTest {

    @Test
    void blocksAreNeitherLostNorHandedOutTwice() {
        Schedules.assertEndures(Shipped.class, 3, 6);
    }

    @Test
    void theCheckerFindsAFreeThatReopensNoSpan() {
        Schedules.assertFoundRunning("lost", NeverReopened.class, 3, 6);
    }

    /** The operations. */
    public abstract static class Caches {

        private static final int CLASS = SizeClasses.of(4096);
        private static final int CELLS = 16;

        final Tiers tiers = Bare.tiers(Profile.LOW_MEMORY);
        private final MCache first = new MCache(tiers, null);
        private final MCache second = new MCache(tiers, null);
        private final AtomicLongArray held = new AtomicLongArray(CELLS);
        private final Span[] seen = new Span[CELLS];
        private int spans;

        Caches() {
            allocate(first);
            allocate(first);
            allocate(first);
        }

        @Operation(nonParallelGroup = "first")
        public void allocateInFirst() {
            allocate(first);
        }

        @Operation(nonParallelGroup = "second")
        public void allocateInSecond() {
            allocate(second);
        }

        @Operation(nonParallelGroup = "first")
        public void freeInFirst() {
            free(first, false);
        }

        @Operation(nonParallelGroup = "second")
        public void freeInSecond() {
            free(second, true);
        }

        @Operation
        public void freeElsewhere() {
            free(null, true);
        }

        @Operation(nonParallelGroup = "first")
        public void endFirst() {
            first.flush();
        }

        @Operation
        public void trim() {
            trimClass();
        }

        private void trimClass() {
            tiers.central(CLASS).takeEmpty().forEach(tiers::giveBack);
        }

        private void allocate(MCache cache) {
            int slot = cache.take(CLASS, 4096);
            Span span = cache.spans[CLASS];
            note(span);
            long address = span.address(slot);
            int free = -1;
            for (int i = CELLS - 1; i >= 0; i--) {
                long there = held.get(i);
                require(there != address, "a block is handed out twice");
                free = there == 0 ? i : free;
            }
            while (!held.compareAndSet(free, 0, address)) {
                free++;
            }
        }

        private synchronized void note(Span span) {
            for (int i = 0; i < spans; i++) {
                if (seen[i] == span) {
                    return;
                }
            }
            seen[spans++] = span;
        }

        private void free(MCache cache, boolean upwards) {
            for (int i = 0; i < CELLS; i++) {
                int cell = upwards ? i : CELLS - 1 - i;
                long address = held.get(cell);
                if (address != 0 && held.compareAndSet(cell, address, 0)) {
                    Span span = tiers.heap().map.find(address);
                    int slot = span.slotAt(address);
                    require(span.owner == cache ? span.freeOwned(slot) : freeRemote(span, slot),
                            "a free was refused");
                    return;
                }
            }
        }

        boolean freeRemote(Span span, int slot) {
            return tiers.freeRemote(span, slot);
        }

        private void requireOrder() {
            checkTiers();
            int taken = 0;
            for (int i = 0; i < spans; i++) {
                taken += seen[i].takenSlots();
                boolean full = seen[i].takenSlots() == seen[i].slots;
                require(full || seen[i].state() != Span.FULL, "free slots are lost in " + seen[i]);
            }
            require(taken == count(), taken + " taken, " + count() + " held: blocks are lost");
        }

        @Validate
        public void inOrder() {
            requireOrder();
            first.flush();
            second.flush();
            requireOrder();
            while (count() > 0) {
                free(null, true);
            }
            trimClass();
            MCentral.Counts counts = tiers.central(CLASS).counts();
            require(counts.made() == counts.returned(), "spans are lost: " + counts);
        }

        private void checkTiers() {
            first.checkInvariants();
            second.checkInvariants();
            tiers.central(CLASS).checkInvariants();
        }

        private int count() {
            int count = 0;
            for (int i = 0; i < CELLS; i++) {
                count += held.get(i) == 0 ? 0 : 1;
            }
            return count;
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    /** The caches as they are. */
    public static class Shipped extends Caches {
    }

    /** Frees that leave a FULL span where it is. */
    public static class NeverReopened extends Caches {
        @Override
        boolean freeRemote(Span span, int slot) {
            return span.freeRemote(slot);
        }
    }
}
