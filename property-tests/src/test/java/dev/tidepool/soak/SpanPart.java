// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.spanalloc.Detection;
import dev.tidepool.spanalloc.OffHeapMemoryError;
import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanChecks;
import dev.tidepool.spanalloc.SpanStats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** A {@link SpanAllocator} of whatever profile and limits. */
final class SpanPart extends Part {

    /** How an allocator is built; a limit of 0 is none. */
    record Setup(String name, Profile profile, long softLimit, long hardLimit, Duration decay) {
    }

    /** An allocator from its building to its close. */
    static final class Shop {
        final LongAdder blocks = new LongAdder();
        final LongAdder bytes = new LongAdder();
        final LongAdder refused = new LongAdder();
        final LongAdder misuses = new LongAdder();
        SpanAllocator allocator;

        @Override
        public String toString() {
            return "books: blocks " + blocks + ", bytes " + bytes + ", refused " + refused
                    + ", misuses " + misuses;
        }
    }

    /** Left for another thread to free. */
    final AtomicReferenceArray<Block> exchange = new AtomicReferenceArray<>(64);
    final ConcurrentLinkedQueue<Block> orphans = new ConcurrentLinkedQueue<>();
    private final Setup setup;
    /** Whether others than sessions allocate here, of whom the books know nothing. */
    private final boolean shared;
    volatile Shop shop;

    SpanPart(Setup setup, boolean shared, Desk desk) {
        super("spans " + setup.name(), desk);
        this.setup = setup;
        this.shared = shared;
        shop = open();
    }

    private Shop open() {
        var fresh = new Shop();
        SpanAllocator.Builder builder = SpanAllocator.builder().name(name)
                .profile(setup.profile()).decay(setup.decay());
        if (setup.softLimit() > 0) {
            builder.softLimit(setup.softLimit());
        }
        if (setup.hardLimit() > 0) {
            builder.hardLimit(setup.hardLimit());
        }
        fresh.allocator = builder.build();
        return fresh;
    }

    SpanAllocator allocator() {
        return shop.allocator;
    }

    /** For others who stand on it. */
    MemorySegment allocate(int byteSize) {
        try {
            return shop.allocator.allocateUninitialized(byteSize, 8);
        } catch (OffHeapMemoryError e) {
            refused(e);
            throw e;
        }
    }

    void free(MemorySegment block) {
        shop.allocator.free(block);
    }

    void refused(OffHeapMemoryError e) {
        desk.require(setup.hardLimit() > 0 && e.residentBytes() <= setup.hardLimit(),
                "refused at the limit only", () -> name + ": " + e.getMessage());
        shop.refused.increment();
    }

    void release(Block block) {
        Shop in = shop;
        block.check(desk, name);
        in.blocks.decrement();
        in.bytes.add(-block.byteSize());
        if (desk.strikes(Plant.LEAK_BLOCK)) {
            return;
        }
        long address = block.memory().address();
        in.allocator.free(block.memory());
        if (block.byteSize() >= 64 && desk.strikes(Plant.STAMP)) {
            Block.at(address, 64).set(ValueLayout.JAVA_LONG_UNALIGNED, 32, 0xBADL);
        }
    }

    @Override
    Session session(SplittableRandom random) {
        return new SpanSession(this, random);
    }

    @Override
    void disturb(SplittableRandom random) {
        SpanAllocator allocator = shop.allocator;
        switch (random.nextInt(16)) {
            case 0 -> allocator.trim();
            case 1, 2, 3 -> allocator.scavenge();
            case 4 -> desk.require(allocator.heapMapHtml().contains("</html>"), "heap map",
                    () -> name);
            default -> checkSum(allocator.stats());
        }
    }

    private void checkSum(SpanStats stats) {
        desk.equal(stats.reserved() + (desk.strikes(Plant.WRONG_SUM) ? 1 : 0), stats.sum(),
                "reserved = sum of " + name, () -> stats);
        desk.require(setup.hardLimit() == 0 || stats.resident() <= setup.hardLimit(),
                "hard limit of " + name, stats::toString);
    }

    @Override
    void check() {
        Shop in = shop;
        SpanChecks.rest(in.allocator);
        try {
            desk.settled(() -> SpanChecks.check(in.allocator), "invariants of " + name);
            SpanStats stats = in.allocator.stats();
            checkSum(stats);
            desk.equal(in.refused.sum(), shared ? in.refused.sum() : stats.limits().failures(),
                    "refused by " + name, () -> in + ", " + stats);
            checkDetections(in, stats);
            if (!shared) {
                checkLive(in, stats);
            }
        } finally {
            SpanChecks.goOn(in.allocator);
        }
    }

    private void checkLive(Shop in, SpanStats stats) {
        desk.equal(in.blocks.sum(), stats.liveBlocks(), "live blocks of " + name,
                () -> in + ", " + stats);
        desk.equal(in.bytes.sum(), stats.live(), "live bytes of " + name,
                () -> in + ", " + stats);
    }

    private void checkDetections(Shop in, SpanStats stats) {
        stats.detections().forEach((kind, count) -> desk.equal(
                kind == Detection.INTERIOR_ADDRESS ? in.misuses.sum() : 0, count,
                kind + " of " + name, () -> in));
    }

    @Override
    void drain() {
        for (int i = 0; i < exchange.length(); i++) {
            Block block = exchange.getAndSet(i, null);
            if (block != null) {
                release(block);
            }
        }
        for (Block block = orphans.poll(); block != null; block = orphans.poll()) {
            release(block);
        }
    }

    @Override
    void checkEmpty() {
        Shop in = shop;
        in.allocator.trim();
        desk.equal(0, in.blocks.sum(), "blocks in the books of " + name, () -> in);
        desk.await(() -> in.allocator.stats().liveBlocks() == 0, "no live block in " + name,
                () -> in + ", " + in.allocator.stats());
        checkSum(in.allocator.stats());
    }

    /** Waits until the decay has given back what is free. */
    void checkIdle() {
        SpanAllocator allocator = shop.allocator;
        desk.await(() -> allocator.stats().freeResident() <= 2 << 20, "decay of " + name,
                () -> setup.decay() + ", " + allocator.stats());
    }

    @Override
    void renew() {
        if (!shared) {
            close();
            shop = open();
        }
    }

    @Override
    void close() {
        SpanAllocator allocator = shop.allocator;
        MemorySegment last = allocator.allocate(100, 8);
        allocator.free(last);
        desk.await(() -> closes(allocator), "close of " + name, () -> shop);
        desk.equal(0, SpanChecks.regions(allocator), "regions after close of " + name,
                () -> shop);
        desk.require(isRefused(last), "access after close", () -> name + ": " + last);
    }

    /** A pool of arenas that is being closed may hold it up. */
    private static boolean closes(SpanAllocator allocator) {
        try {
            allocator.close();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    static boolean isRefused(MemorySegment memory) {
        try {
            memory.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
