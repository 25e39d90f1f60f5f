// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.Tide;
import dev.tidepool.spanalloc.SpanAllocator;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A {@code BufferPool} takes any buffers whose capacity it can ask for, and {@code onEvict} gives
 * back what was got by hand: here segments of a {@code SpanAllocator}, and Agrona's buffers over
 * its addresses. What the pool keeps is live in the allocator; what two ticks did not use is free.
 *
 * <p>Agrona's buffers need {@code --add-exports java.base/jdk.internal.misc=ALL-UNNAMED}; the
 * segments need no such flag. The tide is a manual one, so that the ticks can be shown.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example10_BuffersFromElsewhere
 * </pre>
 */
public final class Example10_BuffersFromElsewhere {

    private static final int SHORTEST = 100;
    private static final int LONGEST = 30_000;

    private final Tide tide = Tide.manual();
    private final SpanAllocator allocator = SpanAllocator.create();

    private final BufferPool<MemorySegment> segments =
            BufferPool.<MemorySegment>builder(
                            size -> allocator.allocateUninitialized(size, 8),
                            segment -> (int) segment.byteSize())
                    .onEvict(allocator::free)
                    .tide(tide)
                    .build();

    private final BufferPool<UnsafeBuffer> buffers =
            BufferPool.<UnsafeBuffer>builder(
                            size -> new UnsafeBuffer(allocator.allocateAddress(size), size),
                            UnsafeBuffer::capacity)
                    .onEvict(buffer -> allocator.freeAddress(buffer.addressOffset()))
                    .tide(tide)
                    .build();

    private Example10_BuffersFromElsewhere() {}

    public static void main(String[] args) {
        run(System.out, 100_000);
    }

    // ---- the uses

    private long useSegment(int size) {
        MemorySegment segment = segments.get(size);
        segment.set(ValueLayout.JAVA_INT, 0, size);
        long read = segment.get(ValueLayout.JAVA_INT, 0);
        segments.put(segment);
        return read;
    }

    private long useBuffer(int size) {
        UnsafeBuffer buffer = buffers.get(size);
        buffer.putInt(0, size);
        long read = buffer.getInt(0);
        buffers.put(buffer); // as it came: wrapped around other memory, that would be freed
        return read;
    }

    // ---- what it shows

    static void run(PrintStream out, int uses) {
        Example10_BuffersFromElsewhere example = new Example10_BuffersFromElsewhere();
        out.printf("# %d uses of each, of %d to %d B%n%n", uses, SHORTEST, LONGEST);
        for (int i = 0; i < uses; i++) {
            int size = SHORTEST + (int) (i * 31L % (LONGEST - SHORTEST));
            if (example.useSegment(size) != size || example.useBuffer(size) != size) {
                throw new AssertionError("another size than was written");
            }
        }
        out.printf("%10s %14s %14s %14s%n", "ticks", "segments kept", "buffers kept",
                "blocks live");
        for (int ticks = 0; ticks <= 2; ticks++) {
            out.printf("%10d %14d %14d %14d%n", ticks, kept(example.segments),
                    kept(example.buffers), example.allocator.stats().liveBlocks());
            example.tide.tick();
        }
        long made = example.allocator.stats().sizeClasses().stream()
                .mapToLong(row -> row.allocations()).sum();
        out.printf("%n# the allocator was asked %d times in all%n", made);
        example.close();
    }

    private static long kept(BufferPool<?> pool) {
        return pool.totalStats().retained();
    }

    private void close() {
        segments.close();
        buffers.close();
        allocator.close();
    }
}
