// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.spanalloc.SpanAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Many threads at one pool, all memory stamped. Shared arenas and leases are closed by another
 * thread than the one that opened them, while others look at them: whoever looks finds the stamp or
 * is refused. Confined arenas leak now and then.
 */
final class ArenaTorture {

    private static final int EXCHANGE = 64;
    private static final int BATCH = 100;

    /** What any thread may look at and close. */
    record Handed(Live content, AutoCloseable owner) {

        void look() {
            try {
                content.check();
            } catch (IllegalStateException e) {
                // closed meanwhile
            }
        }

        void close() {
            try {
                owner.close();
            } catch (Exception e) {
                throw new AssertionError("the only close was refused", e);
            }
        }
    }

    final ArenaPool pool;
    final AtomicReferenceArray<Handed> exchange = new AtomicReferenceArray<>(EXCHANGE);
    private final SpanAllocator allocator;
    private final long seed;
    private final SplittableRandom seeds;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong done = new AtomicLong();
    final AtomicLong leaked = new AtomicLong();

    ArenaTorture(long seed) {
        this.seed = seed;
        seeds = new SplittableRandom(seed);
        allocator = SpanAllocator.builder().name("torture").backgroundScavenger(false).build();
        pool = ArenaPool.builder().name("torture").allocator(allocator).build();
    }

    long operations() {
        return done.get();
    }

    /**
     * Runs as many operations, about.
     *
     * @throws AssertionError if something was found
     */
    void run(long operations, int platformThreads, int virtualThreads) {
        long perThread = operations / (platformThreads + virtualThreads);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < platformThreads + virtualThreads; i++) {
            var worker = new ArenaTortureWorker(this, seeds.split());
            Thread.Builder builder = i < platformThreads ? Thread.ofPlatform().daemon()
                    : Thread.ofVirtual();
            threads.add(builder.name("torture " + i).start(() -> guard(worker, perThread)));
        }
        threads.forEach(ArenaTorture::join);
        end();
    }

    private void guard(ArenaTortureWorker worker, long operations) {
        try {
            for (long i = 0; i < operations && failure.get() == null; i += BATCH) {
                for (int j = 0; j < BATCH; j++) {
                    worker.operation();
                }
                done.addAndGet(BATCH);
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

    private void end() {
        if (failure.get() != null) {
            throw new AssertionError("seed " + seed, failure.get());
        }
        for (int i = 0; i < EXCHANGE; i++) {
            Handed handed = exchange.getAndSet(i, null);
            if (handed != null) {
                handed.close();
            }
        }
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!isEmpty()) {
            require(System.nanoTime() < deadline,
                    leaked + " leaked, blocks left: " + allocator.stats().liveBlocks() + ", "
                            + pool.stats());
            System.gc();
            pool.flush();
        }
        ArenaStats stats = pool.stats();
        require(stats.reclaimed() == leaked.get(), leaked + " leaked: " + stats);
        require(stats.opened() == stats.closed() + stats.reclaimed(), "books: " + stats);
        pool.close();
        allocator.close();
    }

    private boolean isEmpty() {
        ArenaStats stats = pool.stats();
        return stats.open() == 0 && stats.leasesOpen() == 0 && stats.limboBytes() == 0
                && stats.heldBytes() == 0 && allocator.stats().liveBlocks() == 0;
    }

    static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
