// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Many threads at one allocator, all memory stamped: a block that two hold, or that is given back
 * to the system under its holder, does not show its stamp any more. Half of all blocks are freed by
 * another thread than the one that allocated them; threads die and leave their caches behind; now
 * and then one gives everything back, or frees an address where no block begins.
 *
 * <p>Goes in rounds: at the end of each nobody is inside, and all invariants are checked.
 */
final class Torture {

    /** Operations of a thread's life. */
    private static final int LIFE = 5_000;
    private static final int EXCHANGE = 256;

    private final SpanAllocator allocator;
    private final int platformThreads;
    private final int virtualThreads;
    private final long seed;
    private final SplittableRandom seeds;
    final AtomicReferenceArray<Stamped> exchange = new AtomicReferenceArray<>(EXCHANGE);
    final ConcurrentLinkedQueue<Stamped> orphans = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong done = new AtomicLong();

    Torture(Profile profile, PageSource source, int platformThreads, int virtualThreads,
            long seed) {
        this.platformThreads = platformThreads;
        this.virtualThreads = virtualThreads;
        this.seed = seed;
        this.seeds = new SplittableRandom(seed);
        this.allocator = SpanAllocator.builder().name("torture").profile(profile)
                .pageSource(source).decay(Duration.ofMillis(20)).backgroundScavenger(false)
                .build();
    }

    SpanAllocator allocator() {
        return allocator;
    }

    /**
     * Runs as many operations, about.
     *
     * @throws AssertionError if something was found
     */
    void run(long operations) {
        while (done.get() < operations && failure.get() == null) {
            round();
            check();
        }
        end();
    }

    long operations() {
        return done.get();
    }

    private void round() {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < platformThreads + virtualThreads; i++) {
            var worker = new TortureWorker(this, seeds.split());
            Thread.Builder builder = i < platformThreads ? Thread.ofPlatform().daemon()
                    : Thread.ofVirtual();
            threads.add(builder.name("torture " + i).start(() -> guard(worker)));
        }
        for (Thread thread : threads) {
            join(thread);
        }
    }

    private void guard(TortureWorker worker) {
        try {
            for (int i = 0; i < LIFE && failure.get() == null; i += TortureWorker.BATCH) {
                worker.batch();
                done.addAndGet(TortureWorker.BATCH);
            }
            worker.leave();
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void check() {
        if (failure.get() != null) {
            throw new AssertionError("seed " + seed, failure.get());
        }
        allocator.tiers().checkInvariants();
        long blocks = orphans.size();
        long bytes = orphans.stream().mapToLong(Stamped::byteSize).sum();
        for (int i = 0; i < EXCHANGE; i++) {
            Stamped block = exchange.get(i);
            blocks += block == null ? 0 : 1;
            bytes += block == null ? 0 : block.byteSize();
        }
        SpanStats stats = allocator.stats();
        require(stats.liveBlocks() == blocks && stats.live() == bytes,
                blocks + " blocks of " + bytes + " bytes are held: " + stats);
        require(stats.sum() == stats.reserved(), "the parts do not add up: " + stats);
    }

    private void end() {
        for (int i = 0; i < EXCHANGE; i++) {
            free(exchange.getAndSet(i, null));
        }
        for (Stamped block = orphans.poll(); block != null; block = orphans.poll()) {
            free(block);
        }
        check();
        allocator.trim();
        SpanStats stats = allocator.stats();
        require(stats.freeSlots() == 0 && stats.cachedPages() == 0 && stats.tails() == 0
                        && stats.reserved() == stats.released() + stats.freeResident(),
                "something is held after all was freed: " + stats);
        stats.detections().forEach((kind, count) -> require(
                count == 0 || kind == Detection.INTERIOR_ADDRESS, count + " times " + kind));
    }

    private void free(Stamped block) {
        if (block != null) {
            block.check();
            allocator.freeAddress(block.address());
        }
    }

    static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
