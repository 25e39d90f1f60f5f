// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Long random histories against a model: blocks stay apart, contents stay, the books balance. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorHistoryTest extends AllocatorContract {
    private static final int STEPS = 4000;

    private final LiveBlocks live = new LiveBlocks();

    private void run(long seed, int blocks, LongUnaryOperator sizeOf) {
        var random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            long size = sizeOf.applyAsLong(random.nextLong() >>> 1);
            if (live.count() < blocks && (live.isEmpty() || random.nextInt(100) < 55)) {
                live.add(allocateSomehow(random, size));
            } else if (random.nextInt(10) < 8) {
                freeSomehow(random, live.removeAny(random));
            } else {
                live.add(reallocate(live.removeAny(random), size));
            }
            if (step % 500 == 0) {
                Accounts.assertLive(allocator, live.count(), live.bytes());
            }
            if (step % 2000 == 1999) {
                allocator.trim();
                live.assertIntact();
            }
        }
        live.freeAll(allocator);
    }

    private MemorySegment allocateSomehow(Random random, long size) {
        long alignment = 1L << random.nextInt(8);
        return switch (random.nextInt(4)) {
            case 0 -> RawMemory.at(allocator.allocateAddress(size), size);
            case 1 -> allocator.allocateUninitialized(size, alignment);
            default -> {
                MemorySegment block = allocator.allocate(size, alignment);
                Bytes.assertZero(block);
                yield block;
            }
        };
    }

    private void freeSomehow(Random random, MemorySegment block) {
        if (random.nextBoolean()) {
            allocator.free(block);
        } else {
            allocator.freeAddress(block.address());
        }
    }

    private MemorySegment reallocate(MemorySegment block, long size) {
        long kept = Math.min(size, block.byteSize());
        byte[] before = block.asSlice(0, kept).toArray(JAVA_BYTE);
        MemorySegment moved = allocator.reallocate(block, size);
        assertEquals(size, moved.byteSize());
        assertEquals(-1, moved.asSlice(0, kept).mismatch(MemorySegment.ofArray(before)), "kept");
        Bytes.assertZero(moved.asSlice(kept));
        return moved;
    }

    @Test
    void manyTinyBlocks() {
        run(1, 2000, r -> r % 40);
    }

    @Test
    void blocksOfAllClasses() {
        run(2, 500, r -> r % 33_000);
    }

    @Test
    void fewClassesInTurn() {
        run(3, 1000, r -> new long[] {64, 64, 64, 500, 4096}[(int) (r % 5)]);
    }

    @Test
    void smallAndLargeBlocksMixed() {
        run(4, 100, r -> r % 7 == 0 ? r % 700_000 : r % 2000);
    }

    @Test
    void blocksOfAFewSlotsPerSpan() {
        run(5, 200, r -> 4097 + r % 28_672);
    }

    @Test
    void phasesOfDisjointSizes() {
        var random = new Random(6);
        for (long size = 16; size <= 20_000; size = size * 5 / 2) {
            for (int i = 0; i < 300; i++) {
                live.add(allocator.allocate(size, 8));
            }
            while (live.count() > 30) {
                allocator.free(live.removeAny(random));
            }
            Accounts.assertLive(allocator, live.count(), live.bytes());
        }
        live.freeAll(allocator);
    }
}
