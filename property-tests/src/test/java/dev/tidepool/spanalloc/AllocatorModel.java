// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An allocator beside a map of the blocks that are live. Two threads do its steps, one at a time:
 * the one that runs the test, and another, which dies now and then.
 */
final class AllocatorModel {

    private final StubClock clock = new StubClock(System.nanoTime());
    private final PageSource source;
    private final SpanAllocator allocator;
    /** Size by address. */
    private final TreeMap<Long, Long> live = new TreeMap<>();
    private final Map<Long, Stamped> stamps = new TreeMap<>();
    private final long decayNanos;
    private Helper helper = new Helper();
    private long bytes;
    private long stamp;
    private long allocations;
    private long frees;

    AllocatorModel(Profile profile, PageSource source, long soft, long hard) {
        this.source = source;
        this.decayNanos = Duration.ofSeconds(1).toNanos();
        var builder = SpanAllocator.builder().name("model").profile(profile).pageSource(source)
                .decay(Duration.ofNanos(decayNanos)).backgroundScavenger(false).clock(clock);
        if (hard != MemoryLimit.NONE) {
            builder.softLimit(soft).hardLimit(hard);
        }
        allocator = builder.build();
    }

    SpanAllocator allocator() {
        return allocator;
    }

    // ---- steps

    /** In place of a step: the same on the other thread. */
    void elsewhere(Runnable step) {
        helper.run(step);
    }

    void replaceHelper() {
        helper.end();
        helper = new Helper();
    }

    void allocate(long byteSize, int how) {
        long alignment = 1L << how % 14;
        try {
            long address;
            if (how % 3 == 0) {
                address = allocator.allocateAddress(byteSize);
                alignment = byteSize < 16 ? 8 : 16;
            } else {
                var block = how % 3 == 1 ? allocator.allocate(byteSize, alignment)
                        : allocator.allocateUninitialized(byteSize, alignment);
                assertEquals(byteSize, block.byteSize());
                if (how % 3 == 1 && hasMemory()) {
                    Stamped.checkZero(block);
                }
                address = block.address();
            }
            assertEquals(0, address % alignment, "alignment");
            add(address, byteSize);
        } catch (OffHeapMemoryError e) {
            assertEquals(byteSize, e.askedBytes());
        }
    }

    private boolean hasMemory() {
        return !(source instanceof FakePages fake) || fake.hasMemory();
    }

    private void add(long address, long byteSize) {
        Map.Entry<Long, Long> below = live.lowerEntry(address + Math.max(1, byteSize));
        assertTrue(below == null || below.getKey() + Math.max(1, below.getValue()) <= address,
                () -> "0x%x of %d bytes overlaps %s".formatted(address, byteSize, below));
        live.put(address, byteSize);
        bytes += byteSize;
        allocations++;
        var block = new Stamped(address, byteSize, ++stamp);
        stamps.put(address, hasMemory() ? block.write() : block);
    }

    private Stamped remove(int n) {
        List<Long> addresses = new ArrayList<>(live.keySet());
        long address = addresses.get(n % addresses.size());
        bytes -= live.remove(address);
        frees++;
        Stamped block = stamps.remove(address);
        if (hasMemory()) {
            block.check();
        }
        return block;
    }

    void free(int n) {
        if (!live.isEmpty()) {
            Stamped block = remove(n);
            if (n % 2 == 0) {
                allocator.freeAddress(block.address());
            } else {
                allocator.free(RawBlocks.at(block.address(), block.byteSize()));
            }
        }
    }

    void freeTwice(int n) {
        if (!live.isEmpty()) {
            Stamped block = remove(n);
            allocator.freeAddress(block.address());
            assertThrows(IllegalStateException.class,
                    () -> allocator.freeAddress(block.address()));
        }
    }

    void freeInside(int n) {
        if (!live.isEmpty()) {
            long address = live.ceilingKey(live.firstKey()) + 1 + n % 7;
            assertThrows(IllegalArgumentException.class, () -> allocator.freeAddress(address));
        }
    }

    void reallocate(int n, long byteSize) {
        if (live.isEmpty()) {
            return;
        }
        Stamped old = remove(n);
        try {
            var block = allocator.reallocate(RawBlocks.at(old.address(), old.byteSize()), byteSize);
            assertEquals(byteSize, block.byteSize());
            if (hasMemory()) {
                new Stamped(block.address(), old.byteSize(), old.stamp())
                        .check(Math.min(byteSize, old.byteSize()));
                if (byteSize > old.byteSize()) {
                    Stamped.checkZero(block.asSlice(old.byteSize()));
                }
            }
            add(block.address(), byteSize);
            uncount(block.address() == old.address());
        } catch (OffHeapMemoryError e) {
            add(old.address(), old.byteSize());
            uncount(true);
        }
    }

    /** Takes back what was counted for a block that stayed where it was. */
    private void uncount(boolean stayed) {
        allocations -= stayed ? 1 : 0;
        frees -= stayed ? 1 : 0;
    }

    void trim() {
        allocator.trim();
    }

    void scavenge(int tenthsOfDecay) {
        clock.advance(decayNanos / 10 * tenthsOfDecay);
        allocator.scavenge();
    }

    // ---- the look at it

    void check() {
        allocator.tiers().checkInvariants();
        SpanStats stats = allocator.stats();
        assertEquals(live.size(), stats.liveBlocks(), "blocks");
        assertEquals(bytes, stats.live(), "bytes");
        assertEquals(stats.reserved(), stats.sum());
        checkCounts(stats);
        if (source instanceof FakePages fake) {
            assertEquals(fake.reserved(), stats.reserved());
            assertEquals(fake.resident(), stats.resident());
            assertTrue(fake.peak() <= stats.limits().hard(), "past the hard limit");
            live.forEach((address, byteSize) -> assertTrue(fake.isResident(address, byteSize),
                    () -> "0x%x of %d bytes has no memory".formatted(address, byteSize)));
        }
        live.forEach((address, byteSize) -> assertTrue(
                allocator.usableSize(RawBlocks.at(address, byteSize)) >= byteSize));
    }

    private void checkCounts(SpanStats stats) {
        long allocated = 0;
        long freed = 0;
        for (SpanStats.SizeClass row : stats.sizeClasses()) {
            allocated += row.allocations();
            freed += row.frees();
            assertTrue(row.remoteFrees() <= row.frees(), row::toString);
            assertEquals(row.spans(), row.occupancy().stream().mapToLong(n -> n).sum());
        }
        assertEquals(allocations, allocated, "allocations");
        assertEquals(frees, freed, "frees");
        long held = stats.live() + stats.rounding();
        assertTrue(stats.peak().demand() >= held, () -> held + " held, peak " + stats.peak());
        assertTrue(stats.peak().resident() >= stats.peak().demand(), stats.peak()::toString);
        SpanStats.Pages pages = stats.pages();
        long longest = pages.largestFreeRun() / SizeClasses.PAGE_BYTES;
        int last = 63 - Long.numberOfLeadingZeros(longest);
        for (int i = 0; i < pages.freeRuns().size(); i++) {
            assertTrue(i == last ? pages.freeRuns().get(i) > 0
                    : i < last || pages.freeRuns().get(i) == 0, pages::toString);
        }
    }

    void checkEnd() {
        helper.end();
        if (source instanceof FakePages fake) {
            fake.refuse(0, 0);
        }
        while (!live.isEmpty()) {
            free(0);
        }
        allocator.trim();
        check();
        SpanStats stats = allocator.stats();
        assertEquals(0, stats.freeSlots() + stats.tails() + stats.cachedPages(), stats::toText);
        assertTrue(!source.releases() || stats.resident() == 0, stats::toText);
        allocator.close();
        assertTrue(!(source instanceof FakePages fake) || fake.reserved() == 0, "still mapped");
    }
}
