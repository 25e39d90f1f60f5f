// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where memory comes from, and where it goes. */
class ChunksTest {

    private final SpanAllocator allocator = SpanAllocator.create();
    private Ground ground = ground(Zeroing.ON_ALLOCATE);
    private Slots slots = slots();

    private Ground ground(Zeroing zeroing) {
        return new Ground(ArenaPool.builder().allocator(allocator).zeroing(zeroing));
    }

    private Slots slots() {
        return new Slots(ground, "test", Slots.MOST, false);
    }

    @AfterEach
    void everythingIsBack() {
        slots.retire();
        ground.close();
        assertEquals(0, allocator.stats().liveBlocks());
        allocator.close();
    }

    private static long obtain(Chunks c, long byteSize, long byteAlignment) {
        long start = c.carve(Math.max(1, byteSize), byteAlignment);
        return start > 0 ? start : c.carveSlow(start, byteSize, byteAlignment, true);
    }

    private static void end(Slots slots, Chunks child) {
        slots.closeChild(child);
    }

    /** Fills memory as a user would. */
    private static void dirty(long address, long byteSize) {
        dev.tidepool.spanalloc.internal.NativeAccess.segment(
                address, byteSize, java.lang.foreign.Arena.global()).fill((byte) 0xAA);
    }

    @Test
    void nothingIsTakenBeforeTheFirstRequest() {
        Chunks c = slots.take();
        assertEquals(0, c.heldBytes());
        slots.close(c);
    }

    @Test
    void blocksDouble() {
        Chunks c = slots.take();
        long sum = 0;
        for (long block = 4096; block <= 1 << 20; block *= 2) {
            sum += block;
            while (c.heldBytes() < sum) {
                obtain(c, 500, 1);
            }
            assertEquals(sum, c.heldBytes());
        }
        sum += 1 << 20; // no further
        while (c.heldBytes() < sum) {
            obtain(c, 1000, 1);
        }
        assertEquals(sum, c.heldBytes());
        c.checkInvariants();
        slots.close(c);
    }

    @Test
    void aRequestAboveAQuarterGetsABlockOfItsOwnAlsoIfItIsTheFirst() {
        Chunks c = slots.take();
        obtain(c, 1025, 1);
        assertEquals(1025, c.heldBytes());
        obtain(c, 1024, 1);
        assertEquals(1025 + 8192, c.heldBytes(), "twice the first");
        obtain(c, 1, 8192);
        assertEquals(1025 + 8192 + 1, c.heldBytes());
        slots.close(c);
    }

    @Test
    void sizeZeroHasAnAddressOfItsOwn() {
        Chunks c = slots.take();
        assertNotEquals(obtain(c, 0, 8), obtain(c, 0, 8));
        slots.close(c);
    }

    @Test
    void aShelvedBlockIsTriedBeforeANewOneIsTaken() {
        Chunks c = slots.take();
        obtain(c, 900, 1);
        obtain(c, 1500, 1);
        obtain(c, 2000, 1); // needs the block of 8 KiB
        long held = c.heldBytes();
        Chunks child = c.openChild();
        obtain(child, 10, 1); // borrows the 8 KiB
        obtain(c, 10, 1);
        assertEquals(held, c.heldBytes(), "the rest of the first block");
        end(slots, child);
        c.checkInvariants();
        slots.close(c);
    }

    @Test
    void aChildGetsTheRestOfTheBlockAndGivesItBack() {
        Chunks c = slots.take();
        long first = obtain(c, 100, 1);
        Chunks child = c.openChild();
        long mark = obtain(child, 64, 1);
        assertEquals(first + 100, mark);
        assertEquals(0, child.heldBytes());
        dirty(mark, 64);
        end(slots, child);
        c.checkInvariants();
        assertEquals(mark, obtain(c, 64, 1));
        assertTrue(Ground.isZero(mark, 64));
        slots.close(c);
    }

    @Test
    void whatAGrandchildDirtiedIsNotTakenForZero() {
        Chunks c = slots.take();
        obtain(c, 100, 1);
        Chunks child = c.openChild();
        obtain(child, 10, 1);
        Chunks grandchild = child.openChild();
        dirty(obtain(grandchild, 1000, 1), 1000);
        end(slots, grandchild);
        child.checkInvariants();
        end(slots, child);
        c.checkInvariants();
        assertTrue(Ground.isZero(obtain(c, 1024, 1), 1024));
        slots.close(c);
    }

    @Test
    void theFirstBlockStaysAndIsZero() {
        Chunks c = slots.take();
        long first = obtain(c, 300, 1);
        dirty(first, 300);
        obtain(c, 5000, 1);
        slots.close(c);
        assertEquals(4096, c.heldBytes());
        slots.checkInvariants();
        assertEquals(c, slots.take());
        assertEquals(first, obtain(c, 300, 1));
        assertTrue(Ground.isZero(first, 300));
        slots.close(c);
    }

    @ParameterizedTest
    @EnumSource
    void randomFamiliesKeepTheInvariants(Zeroing zeroing) {
        slots.retire();
        ground.close();
        ground = ground(zeroing);
        slots = slots();
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            Chunks root = slots.take();
            play(random, root, 0);
            slots.close(root);
            slots.checkInvariants();
        }
    }

    private void play(Random random, Chunks c, int depth) {
        List<Chunks> children = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            switch (random.nextInt(depth < 4 ? 6 : 4)) {
                case 0 -> {
                    if (!children.isEmpty()) {
                        end(slots, children.remove(random.nextInt(children.size())));
                    }
                }
                case 1, 2, 3 -> {
                    long size = random.nextInt(random.nextInt(10) == 0 ? 20_000 : 600);
                    long alignment = 1L << random.nextInt(9);
                    long address = obtain(c, size, alignment);
                    assertEquals(0, address % alignment);
                    assertTrue(!ground.zeroes || Ground.isZero(address, size));
                    dirty(address, size);
                }
                default -> {
                    Chunks child = c.openChild();
                    play(random, child, depth + 1);
                    children.add(child);
                }
            }
            c.checkInvariants();
        }
        while (!children.isEmpty()) {
            end(slots, children.removeLast());
        }
    }
}
