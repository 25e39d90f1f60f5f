// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Free blocks wait, are wiped, and tell when somebody writes into them. */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
@ParameterizedClass
@EnumSource(names = {"HARDENED", "DEBUG"})
class HardenedBlocksTest {
    /** With a canary too. What would take most of the quarantine does not wait. */
    private static final long[] SIZES = {8, 64, 1000, 8192, 32_000, 100_000};
    private static final byte POISON = (byte) 0xDB;

    @Parameter
    Profile profile;

    private SpanAllocator allocator;

    @BeforeEach
    void open() {
        allocator = SpanAllocator.builder()
                .profile(profile)
                .onLeak(leak -> {})
                .backgroundScavenger(false)
                .build();
    }

    @AfterEach
    void close() {
        allocator.close();
    }

    /** Allocates and frees until the quarantine has let go of all that was in it before. */
    private void churn(long size) {
        for (long bytes = 0; bytes < 3 * profile.quarantineBytes(); bytes += Math.max(128, size)) {
            allocator.freeAddress(allocator.allocateAddress(size));
        }
    }

    private long writesAfterFree() {
        return Accounts.detected(allocator, Detection.WRITE_AFTER_FREE);
    }

    @Test
    void aFreedSlotIsNotHandedOutAtOnce() {
        for (long size : SIZES) {
            long freed = allocator.allocateAddress(size);
            allocator.freeAddress(freed);
            for (long bytes = 0; bytes < profile.quarantineBytes() / 4; bytes += size) {
                long address = allocator.allocateAddress(size);
                assertTrue(address != freed, () -> "handed out at once, size " + size);
                allocator.freeAddress(address);
            }
        }
    }

    @Test
    void aFreedSlotIsHandedOutInTheEnd() {
        long reserved = allocator.stats().reserved();
        for (long size : SIZES) {
            churn(size);
        }
        long grown = allocator.stats().reserved() - reserved;
        assertTrue(grown <= 64 << 20, () -> "churning took " + grown);
        assertTrue(allocator.stats().quarantined() <= 2 * profile.quarantineBytes(),
                () -> "quarantined: " + allocator.stats());
    }

    @Test
    void aFreedBlockIsWiped() {
        byte wiped = profile == Profile.DEBUG ? POISON : 0;
        for (long size : SIZES) {
            long address = allocator.allocateAddress(size);
            MemorySegment memory = RawMemory.at(address, size);
            Bytes.dirty(memory);
            allocator.freeAddress(address);
            for (long at = 0; at < Math.min(size, 1000); at++) {
                long where = at;
                assertEquals(wiped, memory.get(JAVA_BYTE, at), () -> where + " of " + size);
            }
        }
    }

    @Test
    void aBlockFreedByAnotherThreadIsWipedToo() throws Throwable {
        byte wiped = profile == Profile.DEBUG ? POISON : 0;
        long address = allocator.allocateAddress(64);
        MemorySegment memory = RawMemory.at(address, 64);
        Bytes.dirty(memory);
        Elsewhere.PLATFORM.run(() -> allocator.freeAddress(address));
        for (long at = 0; at < 64; at++) {
            assertEquals(wiped, memory.get(JAVA_BYTE, at));
        }
    }

    /** Debugging may say it by an exception to whoever gets the slot; both count it. */
    @Test
    void aWriteIntoAFreeBlockIsFound() {
        for (long size : SIZES) {
            long before = writesAfterFree();
            long address = allocator.allocateAddress(size);
            allocator.freeAddress(address);
            RawMemory.at(address, size).set(JAVA_BYTE, size - 1, (byte) 1);
            for (int i = 0; i < 10 && writesAfterFree() == before; i++) {
                try {
                    churn(size);
                } catch (IllegalStateException e) {
                    assertEquals(Profile.DEBUG, profile, e::getMessage);
                    Refusals.assertSays(e, Refusals.hex(address));
                }
            }
            assertEquals(before + 1, writesAfterFree(), () -> "writes found, size " + size);
        }
    }

    /** So late that the pages had been given back, or into a block too large to wait. */
    @Test
    void aWriteIntoFreePagesIsFoundAndReachesNobody() {
        for (long size : new long[] {64, 1000, 32_000, 100_000, 4 << 20}) {
            long before = writesAfterFree();
            long address = allocator.allocateAddress(size);
            allocator.freeAddress(address);
            allocator.trim();
            RawMemory.at(address, size).set(JAVA_BYTE, size / 2, (byte) 1);
            List<MemorySegment> next = new ArrayList<>();
            for (long bytes = 0; bytes < 256 << 10; bytes += size) {
                next.add(allocator.allocate(size, 8));
            }
            next.forEach(Bytes::assertZero);
            assertEquals(before + 1, writesAfterFree(), () -> "writes found, size " + size);
            next.forEach(allocator::free);
            allocator.trim();
        }
    }

    @Test
    void aWriteIntoABlockThatWaitsIsFoundByATrim() {
        for (long size : SIZES) {
            long before = writesAfterFree();
            long address = allocator.allocateAddress(size);
            allocator.freeAddress(address);
            RawMemory.at(address, size).set(JAVA_BYTE, 0, (byte) 1);
            allocator.trim();
            assertEquals(before + 1, writesAfterFree(), () -> "writes found, size " + size);
        }
    }

    @Test
    void nothingIsFoundWhereNobodyWrote() {
        for (long size : SIZES) {
            for (int i = 0; i < 200; i++) {
                MemorySegment block = allocator.allocate(size, 8);
                Bytes.assertZero(block);
                Bytes.dirty(block);
                allocator.free(block);
            }
            churn(size);
        }
        allocator.trim();
        assertTrue(allocator.stats().detections().values().stream().allMatch(count -> count == 0),
                () -> "found: " + allocator.stats().detections());
    }

    @Test
    void quarantinedSlotsAreReported() {
        for (int i = 0; i < 10; i++) {
            allocator.freeAddress(allocator.allocateAddress(64));
        }
        SpanStats stats = Accounts.assertExact(allocator);
        assertTrue(stats.quarantined() >= 640, stats::toString);
        allocator.trim();
        assertEquals(0, Accounts.assertExact(allocator).quarantined(), "after a trim");
    }

    @Test
    void aQuarantinedBlockIsStillRecognised() throws Throwable {
        long address = allocator.allocateAddress(64);
        allocator.freeAddress(address);
        for (int i = 0; i < 1000; i++) {
            allocator.freeAddress(allocator.allocateAddress(64));
        }
        Refusals.assertAlreadyFree(address, () -> allocator.freeAddress(address));
        Elsewhere.PLATFORM.run(() ->
                Refusals.assertAlreadyFree(address, () -> allocator.freeAddress(address)));
        Elsewhere.VIRTUAL.run(() ->
                Refusals.assertAlreadyFree(address, () -> allocator.freeAddress(address)));
    }

    @Test
    void slotsAreNotChosenInOrder() {
        List<Long> distances = new ArrayList<>();
        long last = allocator.allocateAddress(64);
        for (int i = 0; i < 500; i++) {
            long next = allocator.allocateAddress(64);
            distances.add(next - last);
            last = next;
        }
        Set<Long> different = new HashSet<>(distances);
        assertTrue(profile == Profile.DEBUG || different.size() > 20,
                () -> "only " + different.size() + " distances between neighbours");
    }

    @Test
    void someSegmentsAreGuardedAgainstUseAfterFree() {
        if (profile.guardInterval() == 0) {
            return;
        }
        int guarded = 0;
        for (long bytes = 0; bytes < 20 * profile.guardInterval(); bytes += 16_384) {
            MemorySegment block = allocator.allocate(16_384, 8);
            Bytes.mark(block, 1);
            allocator.free(block);
            try {
                block.get(JAVA_BYTE, 0);
            } catch (IllegalStateException e) {
                guarded++;
                Refusals.assertFreeRefused(allocator, block);
            }
        }
        int count = guarded;
        assertTrue(count > 0 && count < 1000, () -> count + " segments were guarded");
        Accounts.assertLive(allocator, 0, 0);
    }

    @Test
    void aGuardedSegmentIsABlockLikeAnyOther() {
        List<MemorySegment> blocks = new ArrayList<>();
        for (long bytes = 0; bytes < 10 * profile.quarantineBytes(); bytes += 4096) {
            MemorySegment block = allocator.allocate(4000, 256);
            assertEquals(0, block.address() % 256);
            blocks.add(block);
        }
        Accounts.assertLive(allocator, blocks.size(), blocks.size() * 4000L);
        for (int i = 0; i < blocks.size(); i++) {
            MemorySegment block = blocks.get(i);
            assertTrue(allocator.usableSize(block) >= 4000);
            Refusals.assertInterior(allocator, block, block.address() + 8,
                    () -> allocator.freeAddress(block.address() + 8));
            if (i % 2 == 0) {
                allocator.freeAddress(block.address());
            } else {
                MemorySegment moved = allocator.reallocate(block, 6000);
                assertEquals(6000, moved.byteSize());
                allocator.free(moved);
            }
            Refusals.assertFreeRefused(allocator, block);
        }
        Accounts.assertLive(allocator, 0, 0);
    }

    /** What a thread that frees a wrong address meets while another hands out a large block. */
    @Test
    void anAddressInsideABlockOfWhichNothingIsNotedYetIsAnsweredAsAnyOther() {
        Span span = allocator.tiers().allocateLarge(100_000, 1, 100_000);
        assertThrows(IllegalArgumentException.class,
                () -> allocator.freeAddress(span.base + 16));
    }
}
