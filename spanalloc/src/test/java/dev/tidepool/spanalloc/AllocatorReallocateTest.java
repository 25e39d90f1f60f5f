// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A block that is given another size keeps what fits, and gains zeros. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorReallocateTest extends AllocatorContract {
    private static final long[] SIZES = {
        0, 1, 8, 15, 16, 17, 100, 1000, 1024, 8191, 8192, 8193, 32_767, 32_768, 32_769, 40_000,
        65_536, 100_000, 1 << 20
    };

    private static MemorySegment expected(long kept) {
        return MemorySegment.ofArray(Bytes.counting((int) kept));
    }

    private MemorySegment counting(long size) {
        MemorySegment block = allocator.allocateUninitialized(size, 8);
        block.copyFrom(expected(size));
        return block;
    }

    private static void assertKept(long kept, MemorySegment block) {
        assertEquals(-1, block.asSlice(0, kept).mismatch(expected(kept)), "contents kept");
        Bytes.assertZero(block.asSlice(kept));
    }

    @Test
    void whatFitsIsKeptAndTheRestIsZero() {
        for (long from : SIZES) {
            for (long to : SIZES) {
                MemorySegment block = allocator.reallocate(counting(from), to);
                assertEquals(to, block.byteSize());
                assertKept(Math.min(from, to), block);
                Accounts.assertLive(allocator, 1, to);
                allocator.free(block);
            }
        }
    }

    @Test
    void growthIsZeroThoughTheSlotHeldOtherThings() {
        for (long size : SIZES) {
            if (size > 0) {
                MemorySegment block = allocator.allocateUninitialized(size, 8);
                Bytes.dirty(block);
                block = allocator.reallocate(block, size / 2);
                block = allocator.reallocate(block, size);
                Bytes.assertZero(block.asSlice(size / 2));
                allocator.free(block);
            }
        }
    }

    @Test
    void aStepwiseGrowingBlockKeepsEverything() {
        MemorySegment block = counting(1);
        for (long size = 1; size < 300_000; size += 1 + size / 3) {
            MemorySegment grown = allocator.reallocate(block, size);
            assertKept(block.byteSize(), grown);
            grown.copyFrom(expected(size));
            block = grown;
        }
        allocator.free(block);
    }

    @Test
    void aBlockStaysWhereItIsWhileItsClassAllows() {
        if (!setting.plain()) {
            return; // may move a block to widen what they find
        }
        for (long slot : SlotSizes.all()) {
            long least = slot == 8 ? 1 : SlotSizes.all().get(SlotSizes.all().indexOf(slot) - 1) + 1;
            MemorySegment block = allocator.allocate(least, 1);
            MemorySegment grown = allocator.reallocate(block, slot);
            assertEquals(block.address(), grown.address(), () -> least + " to " + slot);
            MemorySegment shrunk = allocator.reallocate(grown, least);
            assertEquals(block.address(), shrunk.address(), () -> slot + " to " + least);
            allocator.free(shrunk);
        }
    }

    @Test
    void aLargeBlockGrowsInPlaceToTheEndOfItsPages() {
        if (setting.plain()) {
            MemorySegment block = allocator.allocate(100_000, 8);
            long usable = allocator.usableSize(block);
            MemorySegment grown = allocator.reallocate(block, usable);
            assertEquals(block.address(), grown.address());
            Bytes.assertZero(grown);
            allocator.free(grown);
        }
    }

    @Test
    void aBlockThatMovedIsFree() {
        for (long size : new long[] {1, 64, 1000, 32_768, 100_000}) {
            MemorySegment block = allocator.allocate(size, 8);
            MemorySegment moved = allocator.reallocate(block, size * 5 + 100);
            assertNotEquals(block.address(), moved.address());
            Refusals.assertFreeRefused(allocator, block);
            allocator.free(moved);
        }
    }

    @Test
    void aLargeBlockMadeSmallGivesItsMemoryBack() {
        MemorySegment block = counting(1 << 20);
        MemorySegment small = allocator.reallocate(block, 100);
        assertKept(100, small);
        long usable = allocator.usableSize(small);
        assertTrue(usable < 1 << 16, () -> "a block of 100 bytes holds " + usable);
        allocator.free(small);
    }

    @Test
    void aBlockOfAnAddressIsReallocatedToo() {
        MemorySegment block = RawMemory.at(allocator.allocateAddress(300), 300);
        block.copyFrom(expected(300));
        MemorySegment grown = allocator.reallocate(block, 5000);
        assertKept(300, grown);
        allocator.freeAddress(grown.address());
    }

    @Test
    void theBlockCountsAndNotTheViewOfIt() {
        MemorySegment shorter = allocator.reallocate(counting(300).asSlice(0, 10), 5000);
        assertEquals(-1, shorter.asSlice(0, 10).mismatch(expected(10)));
        allocator.free(shorter);
        MemorySegment readOnly = allocator.reallocate(counting(300).asReadOnly(), 5000);
        assertKept(300, readOnly);
        allocator.free(readOnly);
    }

    @Test
    void aFreeBlockIsNotReallocatedNorMeasured() {
        for (long size : SIZES) {
            MemorySegment block = allocator.allocate(size, 8);
            allocator.free(block);
            long address = block.address();
            Refusals.assertAlreadyFree(address, () -> allocator.reallocate(block, size));
            Refusals.assertAlreadyFree(address, () -> allocator.reallocate(block, 5000));
            Refusals.assertAlreadyFree(address, () -> allocator.usableSize(block));
        }
    }

    @Test
    void aBlockThatMovesIsAlignedAsAFreshOne() {
        for (int i = 0; i < 100; i++) {
            MemorySegment block = allocator.reallocate(allocator.allocate(8, 8), 24);
            assertEquals(0, block.address() % 16);
            allocator.free(block);
        }
    }

    /** The contract looks whether a block is left. */
    @Test
    void ofTwoWhoReallocateABlockTheLoserLosesNothing() throws Throwable {
        var winners = new AtomicInteger();
        for (int round = 0; round < 300; round++) {
            MemorySegment block = allocator.allocate(64, 8);
            Elsewhere.PLATFORM.together(2, thread -> {
                try {
                    allocator.free(allocator.reallocate(block, 5000));
                    winners.incrementAndGet();
                } catch (IllegalStateException e) {
                    Refusals.assertSays(e, "free");
                }
            });
        }
        assertEquals(300, winners.get());
    }

    @Test
    void aBlockThatASystemCallUsesStaysAsItIs() throws Throwable {
        MemorySegment block = allocator.allocate((64 << 20) + 1, 8);
        Pipe pipe = Pipe.open();
        var reader = new FutureTask<Integer>(
                () -> pipe.source().read(block.asSlice(0, 1).asByteBuffer()));
        Elsewhere.awaitRead(Thread.ofPlatform().daemon().start(reader));
        assertThrows(IllegalStateException.class, () -> allocator.reallocate(block, 100 << 20));
        Accounts.assertLive(allocator, 1, block.byteSize());
        pipe.sink().write(ByteBuffer.wrap(new byte[] {42}));
        assertEquals(1, reader.get());
        allocator.free(block);
        pipe.sink().close();
        pipe.source().close();
    }
}
