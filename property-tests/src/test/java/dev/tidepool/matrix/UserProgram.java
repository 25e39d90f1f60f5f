// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tidepool.arena.ArenaPool;
import dev.tidepool.arena.PooledArena;
import dev.tidepool.arena.SharedLease;
import dev.tidepool.pool.Lease;
import dev.tidepool.pool.Pool;
import dev.tidepool.pool.PoolStats;
import dev.tidepool.pool.Tide;
import dev.tidepool.spanalloc.OffHeapMemoryError;
import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What a user's program does, through the public API alone and without raw addresses: so it runs on
 * the module path, without native access, and where there is no module but {@code java.base}.
 */
public final class UserProgram {

    private static final int THREADS = 4;
    private static final int OPERATIONS = 1_000;
    private static final long HARD_LIMIT = 8 << 20;

    private UserProgram() {
    }

    /** Runs all of it once; needs no other class of the tests. */
    public static void main(String[] arguments) throws Exception {
        var random = new SplittableRandom(42);
        System.out.println("pool: " + pool(random));
        System.out.println("allocator: " + allocator(random));
        System.out.println("limit: " + limit());
        System.out.println("arenas: " + arenas());
        System.out.println("done");
    }

    static List<Part> parts() {
        return List.of(
                new Part("user's pool", Part.Kind.HISTORY, (random, jvm) -> pool(random)),
                new Part("user's blocks", Part.Kind.HISTORY, (random, jvm) -> allocator(random)),
                new Part("user's limit", Part.Kind.HISTORY, (random, jvm) -> limit()),
                new Part("user's arenas", Part.Kind.HISTORY, (random, jvm) -> arenas()));
    }

    private static void require(boolean holds, Object otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private static AtomicInteger fresh(AtomicInteger made) {
        made.incrementAndGet();
        return new AtomicInteger();
    }

    private static String pool(SplittableRandom random) throws Exception {
        var made = new AtomicInteger();
        var evicted = new AtomicInteger();
        Pool<AtomicInteger> pool = Pool.builder(() -> fresh(made))
                .onEvict(object -> {
                    require(object.getAndSet(2) == 0, "evicted twice, or under its holder");
                    evicted.incrementAndGet();
                }).build();
        Threads.run(THREADS, 50, random, (own, index) -> {
            for (int i = 0; i < (index < THREADS ? OPERATIONS : 20); i++) {
                try (Lease<AtomicInteger> lease = pool.lease()) {
                    require(lease.get().getAndSet(1) == 0, "handed out twice");
                    if (own.nextInt(50) == 0) {
                        Thread.yield();
                    }
                    require(lease.get().getAndSet(0) == 1, "two holders");
                }
                if (own.nextInt(500) == 0) {
                    Tide.gc().tick();
                }
            }
        });
        Tide.gc().tick();
        Tide.gc().tick();
        PoolStats stats = pool.stats();
        require(stats.retained() == 0, stats);
        require(stats.hits() + stats.misses() == stats.gets(), stats);
        require(made.get() == evicted.get(), made + " made, " + evicted + " evicted");
        pool.close();
        return stats.gets() + " gets, " + made + " made";
    }

    /** Of large blocks, a word here and there. */
    private static long step(MemorySegment block) {
        return block.byteSize() <= 512 ? 8 : Math.max(136, -8 & block.byteSize() / 64);
    }

    /** Writes a block's own address all over it. */
    private static MemorySegment stamp(MemorySegment block) {
        for (long at = 0; at + 8 <= block.byteSize(); at += step(block)) {
            block.set(JAVA_LONG, at, block.address() + at);
        }
        return block;
    }

    private static void check(MemorySegment block) {
        for (long at = 0; at + 8 <= block.byteSize(); at += step(block)) {
            require(block.get(JAVA_LONG, at) == block.address() + at, block + " at " + at);
        }
    }

    private static String allocator(SplittableRandom random) throws Exception {
        SpanAllocator allocator = SpanAllocator.builder().name("user").build();
        var exchange = new AtomicReferenceArray<MemorySegment>(64);
        var done = new AtomicLong();
        Threads.run(THREADS, 20, random, (own, index) -> {
            for (int i = 0; i < (index < THREADS ? OPERATIONS : 100); i++) {
                long bytes = own.nextLong(1L << 3 + own.nextInt(own.nextInt(20) == 0 ? 14 : 9));
                MemorySegment block = allocator.allocate(bytes, 8);
                for (long at = 0; at < bytes; at += Math.max(1, bytes / 32)) {
                    require(block.get(JAVA_BYTE, at) == 0, "not zero: " + block);
                }
                MemorySegment other = exchange.getAndSet(own.nextInt(64), stamp(block));
                if (other != null) { // most were allocated elsewhere
                    check(other);
                    allocator.free(other);
                }
                done.incrementAndGet();
            }
        });
        for (int i = 0; i < 64; i++) {
            MemorySegment left = exchange.get(i);
            if (left != null) {
                check(left);
                allocator.free(left);
            }
        }
        return done + " blocks, " + end(allocator);
    }

    private static String end(SpanAllocator allocator) {
        MemorySegment block = stamp(allocator.allocate(200, 64));
        MemorySegment larger = allocator.reallocate(block, 2000);
        require(larger.byteSize() == 2000 && larger.get(JAVA_BYTE, 1999) == 0, larger);
        allocator.free(larger);
        require(refused(IllegalStateException.class, () -> allocator.free(larger)), "freed twice");
        require(refused(IllegalArgumentException.class,
                () -> allocator.free(MemorySegment.ofArray(new byte[8]))), "freed the heap's");
        allocator.trim();
        SpanStats stats = allocator.stats();
        require(stats.liveBlocks() == 0 && stats.sum() == stats.reserved(), stats);
        MemorySegment last = allocator.allocate(16, 8);
        allocator.close();
        require(refused(IllegalStateException.class, () -> last.get(JAVA_BYTE, 0)), "unmapped");
        return "gives back " + (stats.resident() == 0);
    }

    private static String limit() {
        SpanAllocator allocator = SpanAllocator.builder().softLimit(HARD_LIMIT / 2)
                .hardLimit(HARD_LIMIT).build();
        var blocks = new ArrayList<MemorySegment>();
        OffHeapMemoryError error = null;
        while (error == null) {
            try {
                blocks.add(stamp(allocator.allocateUninitialized(100_000, 8)));
            } catch (OffHeapMemoryError e) {
                error = e;
            }
        }
        require(error.askedBytes() == 100_000 && error.liveBytes() >= 100_000L * blocks.size()
                && error.residentBytes() <= HARD_LIMIT, error);
        blocks.forEach(block -> check(block));
        MemorySegment smaller = allocator.allocate(64, 8);
        blocks.forEach(allocator::free);
        allocator.free(smaller);
        allocator.free(allocator.allocate(200_000, 8));
        require(allocator.stats().liveBlocks() == 0, allocator.stats());
        allocator.close();
        return blocks.size() + " blocks";
    }

    private static String arenas() {
        ArenaPool pool = ArenaPool.create();
        var segments = new ArrayList<MemorySegment>();
        for (int i = 0; i < 300; i++) {
            PooledArena confined = pool.confined();
            PooledArena shared = i % 30 == 0 ? pool.shared() : pool.confined();
            SharedLease lease = pool.lease(100, 8);
            PooledArena child = confined.child();
            segments = new ArrayList<>(List.of(confined.allocate(100 + i, 8),
                    confined.allocateFrom("ebb"), shared.allocate(5000, 64), child.allocate(64, 8),
                    shared.child().allocate(64, 8), stamp(lease.segment())));
            stamp(segments.getFirst());
            child.close();
            require(refused(IllegalStateException.class, stale(segments.get(3))), "a dead child");
            check(segments.getFirst());
            confined.close();
            shared.close();
            check(segments.getLast());
            lease.close();
        }
        for (MemorySegment segment : segments.subList(0, 5)) {
            require(refused(IllegalStateException.class, stale(segment)), "stale: " + segment);
        }
        require(pool.stats().open() == 0 && pool.stats().leasesOpen() == 0, pool.stats());
        pool.close();
        while (segments.getLast().scope().isAlive()) {
            Thread.onSpinWait(); // a lease's scope outlives it for a bounded time
        }
        return "recycling " + pool.stats().recycling();
    }

    private static Runnable stale(MemorySegment segment) {
        return () -> segment.get(JAVA_BYTE, 0);
    }

    private static boolean refused(Class<? extends Exception> how, Runnable call) {
        try {
            call.run();
            return false;
        } catch (RuntimeException e) {
            return how.isInstance(e);
        }
    }
}
