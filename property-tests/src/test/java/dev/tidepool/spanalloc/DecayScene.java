// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** An allocator and its blocks, under a clock. */
final class DecayScene {

    static final long DECAY = Duration.ofSeconds(10).toNanos();
    private static final long LONGEST_EPOCH = DECAY / 6;
    private static final int DENSE = 16;

    final StubClock clock;
    final FakePages source;
    final SpanAllocator allocator;
    final Deque<Long> blocks = new ArrayDeque<>();

    DecayScene(long now, long pageSize) {
        this(now, new FakePages(true, pageSize));
    }

    DecayScene(long now, FakePages pages) {
        clock = new StubClock(now);
        source = pages;
        allocator = SpanAllocator.builder().name("scene").pageSource(source).clock(clock)
                .decay(Duration.ofNanos(DECAY)).backgroundScavenger(false).build();
    }

    void allocate(int count, long byteSize) {
        for (int i = 0; i < count; i++) {
            blocks.add(allocator.allocateAddress(byteSize));
        }
    }

    void free(int count) {
        for (int i = 0; i < count && !blocks.isEmpty(); i++) {
            allocator.freeAddress(i % 2 == 0 ? blocks.removeFirst() : blocks.removeLast());
        }
    }

    long epoch() {
        clock.advance(LONGEST_EPOCH);
        return allocator.scavenge();
    }

    /** Large blocks are kept at hand for the decay time, and count as needed until then. */
    void rest() {
        for (int epoch = 0; epoch <= 2 * Scavenger.EPOCHS; epoch++) {
            epoch();
        }
    }

    long inUse() {
        MHeap heap = allocator.tiers().heap();
        return heap.locked(() -> heap.accounts().inUse());
    }

    /** Free pages that are not worth a call: in a chunk that is nearly all in use. */
    long scattered() {
        MHeap heap = allocator.tiers().heap();
        return heap.locked(() -> heap.allRegions().stream().mapToLong(DecayScene::scattered).sum());
    }

    private static long scattered(Region region) {
        long bytes = 0;
        for (int chunk = 0; chunk < region.pages.length / 512; chunk++) {
            int free = region.used.freeInChunk(chunk);
            bytes += free <= DENSE ? free * 8192L : 0;
        }
        return bytes;
    }

    void requireDecayed() {
        allocator.tiers().checkInvariants();
        long most = inUse() + inUse() / 10 + scattered();
        assertTrue(source.resident() <= most, source.resident() + " of " + most);
    }
}
