// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.inlining;

import com.sun.management.ThreadMXBean;
import dev.tidepool.arena.ArenaPool;
import dev.tidepool.arena.PooledArena;
import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.Lease;
import dev.tidepool.pool.Pool;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/**
 * The hot paths, each the body of one method, as a user's code would have it: the pool is a
 * constant. {@link InliningTest} runs one of them in a JVM of its own and reads what C2 made of it.
 *
 * <p>Now and then a path does more than its caches hold, so that the profile knows the slow
 * paths as well: what was never run is never inlined, however small it is.
 */
final class InliningPaths {

    /** What comes before the bytes of garbage per call, in the output. */
    static final String BYTES = "bytes per call: ";

    private static final int CALLS = 16_000; // C2 compiles at 10 000 or so
    private static final int NESTED = 300; // more than a thread's cache, or a span, holds

    /** One of the paths. */
    private interface Path {

        /** Goes along it once, and {@code more} times inside, before it gives back. */
        void go(int more);
    }

    private static final class OfPool {
        static final Pool<StringBuilder> POOL = Pool.of(StringBuilder::new);
    }

    private static final class OfHookedPool {
        static final Pool<StringBuilder> POOL = Pool.builder(StringBuilder::new)
                .reset(text -> text.setLength(0)).build();
    }

    private static final class OfByteArrays {
        static final BufferPool<byte[]> POOL = BufferPool.byteArrays();
    }

    private static final class OfHeapBuffers {
        static final BufferPool<ByteBuffer> POOL = BufferPool.heapBuffers();
    }

    private static final class OfDirectBuffers {
        static final BufferPool<ByteBuffer> POOL = BufferPool.directBuffers();
    }

    private static final class OfSpans {
        static final SpanAllocator SPANS =
                SpanAllocator.builder().backgroundScavenger(false).build();
    }

    private static final class OfArenas {
        static final ArenaPool ARENAS = ArenaPool.builder().build();
    }

    private InliningPaths() {
    }

    static void pool(int more) {
        StringBuilder text = OfPool.POOL.get();
        if (more > 0) {
            pool(more - 1);
        }
        OfPool.POOL.put(text);
    }

    static void hookedPool(int more) {
        StringBuilder text = OfHookedPool.POOL.get();
        if (more > 0) {
            hookedPool(more - 1);
        }
        OfHookedPool.POOL.put(text);
    }

    static void lease(int more) {
        try (Lease<StringBuilder> lease = OfPool.POOL.lease()) {
            lease.get().setLength(0);
            if (more > 0) {
                lease(more - 1);
            }
        }
    }

    static void byteArrays(int more) {
        byte[] buffer = OfByteArrays.POOL.get(1000);
        if (more > 0) {
            byteArrays(more - 1);
        }
        OfByteArrays.POOL.put(buffer);
    }

    static void heapBuffers(int more) {
        ByteBuffer buffer = OfHeapBuffers.POOL.get(1000);
        if (more > 0) {
            heapBuffers(more - 1);
        }
        OfHeapBuffers.POOL.put(buffer);
    }

    static void directBuffers(int more) {
        ByteBuffer buffer = OfDirectBuffers.POOL.get(1000);
        if (more > 0) {
            directBuffers(more - 1);
        }
        OfDirectBuffers.POOL.put(buffer);
    }

    static void addresses(int more) {
        long address = OfSpans.SPANS.allocateAddress(200);
        if (more > 0) {
            addresses(more - 1);
        }
        OfSpans.SPANS.freeAddress(address);
    }

    static void segments(int more) {
        MemorySegment segment = OfSpans.SPANS.allocate(200, 8);
        if (more > 0) {
            segments(more - 1);
        }
        OfSpans.SPANS.free(segment);
    }

    static void rawSegments(int more) {
        MemorySegment segment = OfSpans.SPANS.allocateUninitialized(200, 8);
        if (more > 0) {
            rawSegments(more - 1);
        }
        OfSpans.SPANS.free(segment);
    }

    static void arena(int more) {
        try (PooledArena arena = OfArenas.ARENAS.confined()) {
            arena.allocate(more == 0 ? 200 : 5_000, 8);
            if (more > 0) {
                arena(more - 1);
            }
        }
    }

    private static Path path(String name) {
        return switch (name) {
            case "pool" -> InliningPaths::pool;
            case "hookedPool" -> InliningPaths::hookedPool;
            case "lease" -> InliningPaths::lease;
            case "byteArrays" -> InliningPaths::byteArrays;
            case "heapBuffers" -> InliningPaths::heapBuffers;
            case "directBuffers" -> InliningPaths::directBuffers;
            case "addresses" -> InliningPaths::addresses;
            case "segments" -> InliningPaths::segments;
            case "rawSegments" -> InliningPaths::rawSegments;
            case "arena" -> InliningPaths::arena;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Goes along the path that is named. */
    public static void main(String[] args) {
        Path path = path(args[0]);
        for (int i = 0; i < CALLS; i++) {
            path.go(i % 4096 == 0 ? NESTED : i % 64 == 0 ? 1 : 0);
        }
        System.out.println(BYTES + garbage(path));
    }

    /** {@return bytes per call, none of which is rare, after as many to get used to that} */
    private static double garbage(Path path) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (int round = 0; round < 2; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                path.go(0);
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
        }
        return (double) bytes / CALLS;
    }
}
