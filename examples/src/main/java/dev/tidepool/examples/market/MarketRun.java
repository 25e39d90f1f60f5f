// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One variant in a JVM of its own: warms up, serves the schedule, prints what it measured. */
public final class MarketRun {

    private static final long SEED = 7;
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private MarketRun() {}

    /** Started by {@link MarketChild}: variant, packets to warm up, packets, packets a second. */
    public static void main(String[] args) {
        long warmUp = Long.parseLong(args[1]);
        long packets = Long.parseLong(args[2]);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment feed = feed(arena, SEED, warmUp + packets);
            if (args[0].equals("reuse")) {
                try (PooledHandler handler = new PooledHandler(Schedule.MESSAGES)) {
                    measure(feed, handler, warmUp, packets, Integer.parseInt(args[3]));
                }
            } else {
                measure(feed, new FreshHandler(), warmUp, packets, Integer.parseInt(args[3]));
            }
        }
    }

    /** {@return so many packets of messages, off the heap} */
    public static MemorySegment feed(Arena arena, long seed, long packets) {
        MemorySegment feed = arena.allocate(packets * Schedule.MESSAGES * Wire.LENGTH, 8);
        new Generator(seed).fill(feed);
        return feed;
    }

    private static void measure(
            MemorySegment feed, Handler handler, long warmUp, long packets, int rate) {
        Histogram latency = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
        Schedule schedule = new Schedule(feed, handler);
        // The waiting, too, has to be compiled before it counts.
        schedule.flatOut(warmUp - warmUp / 10);
        schedule.paced(warmUp / 10, rate, latency);
        latency.reset();
        long waited = waitedNanos();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        schedule.paced(packets, rate, latency);
        long end = System.nanoTime();
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        waited = waitedNanos() - waited;
        System.out.println("start=" + start);
        System.out.println("end=" + end);
        System.out.println("bytes=" + bytes);
        System.out.println("waited=" + waited);
        System.out.println("updates=" + handler.tape().updates());
        System.out.println("checksum=" + handler.tape().checksum());
        System.out.println("latency=" + encode(latency));
    }

    /** {@return for how long this thread was ready to run and the machine ran something else} */
    private static long waitedNanos() {
        try {
            return Long.parseLong(Files.readString(Path.of("/proc/thread-self/schedstat"))
                    .split(" ", -1)[1]);
        } catch (IOException | RuntimeException e) {
            return 0; // Only Linux tells, and not every one.
        }
    }

    private static String encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }
}
