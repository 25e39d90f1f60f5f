// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.Pool;
import dev.tidepool.pool.PoolBuilder;
import dev.tidepool.pool.Tide;
import java.io.PrintStream;

/**
 * One request in a million is huge. Its builder grew, went back to the pool, and now serves small
 * requests for ever: it is in use, so it never ages. {@code retainIf} refuses what outgrew itself.
 * A {@code BufferPool} needs no such hook: a small request never gets a huge buffer, which is
 * therefore unused, and gone two ticks later.
 *
 * <p>The tide is a manual one here; in production it follows the collector.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example05_OutgrownBuffer
 * </pre>
 */
public final class Example05_OutgrownBuffer {

    private static final int SMALL = 100;
    private static final int HUGE = 64 << 20;
    private static final int WORTH_KEEPING = 64 << 10;

    private final Tide tide = Tide.manual();
    private final Pool<StringBuilder> unlimited = builders().build();
    private final Pool<StringBuilder> limited =
            builders().retainIf(builder -> builder.capacity() <= WORTH_KEEPING).build();
    private final BufferPool<byte[]> buffers =
            BufferPool.byteArrayBuilder().tide(tide).maxRetainedBytes(4L * HUGE).build();

    private Example05_OutgrownBuffer() {}

    public static void main(String[] args) {
        run(System.out, 1000);
    }

    private PoolBuilder<StringBuilder> builders() {
        return Pool.builder(() -> new StringBuilder(SMALL))
                .reset(builder -> builder.setLength(0))
                .maxRetainedBytes(4L * HUGE, StringBuilder::capacity)
                .tide(tide);
    }

    // ---- a request, three times

    private static void serve(Pool<StringBuilder> pool, int size) {
        StringBuilder builder = pool.get();
        builder.repeat('x', size);
        pool.put(builder);
    }

    private static void serve(BufferPool<byte[]> pool, int size) {
        byte[] buffer = pool.get(size);
        buffer[size - 1] = 'x';
        pool.put(buffer);
    }

    private void serve(int size) {
        serve(unlimited, size);
        serve(limited, size);
        serve(buffers, size);
    }

    // ---- what it shows

    static void run(PrintStream out, int requests) {
        Example05_OutgrownBuffer server = new Example05_OutgrownBuffer();
        out.printf("# a request of %d B, then %d of %d B before each tick; kB kept%n%n",
                HUGE, requests, SMALL);
        out.printf("%10s %16s %16s %16s%n", "ticks", "no retainIf", "retainIf", "BufferPool");
        server.serve(HUGE);
        for (int ticks = 0; ticks <= 4; ticks++) {
            out.printf("%10d %16d %16d %16d%n", ticks,
                    server.unlimited.stats().retainedBytes() >> 10,
                    server.limited.stats().retainedBytes() >> 10,
                    server.buffers.totalStats().retainedBytes() >> 10);
            for (int i = 0; i < requests; i++) {
                server.serve(SMALL);
            }
            server.tide.tick();
        }
    }
}
