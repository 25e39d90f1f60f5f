// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import com.sun.management.ThreadMXBean;
import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.PoolStats;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import java.util.zip.CRC32;

/**
 * A message says how long it is when it comes. One pool serves all lengths: it answers an array
 * that is at least as long, and by no more than a quarter longer. So use the length you asked for,
 * never the array's, and do not expect zeros.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example02_ReuseByteArrays
 * </pre>
 */
public final class Example02_ReuseByteArrays {

    private static final int SHORTEST = 16;
    private static final int LONGEST = 64 << 10;

    private final BufferPool<byte[]> buffers = BufferPool.byteArrays();

    private Example02_ReuseByteArrays() {}

    public static void main(String[] args) {
        run(System.out, 100_000);
    }

    // ---- the ways

    private long withNew(int length) {
        byte[] buffer = new byte[length];
        return receive(buffer, length);
    }

    private long withPool(int length) {
        byte[] buffer = buffers.get(length);
        long checksum = receive(buffer, length);
        buffers.put(buffer);
        return checksum;
    }

    /** Fills a buffer as a socket or a file would, and reads what came. */
    private static long receive(byte[] buffer, int length) {
        for (int i = 0; i < length; i += SHORTEST) {
            buffer[i] = (byte) (i ^ length);
        }
        CRC32 checksum = new CRC32();
        for (int i = 0; i < length; i += SHORTEST) {
            checksum.update(buffer[i]);
        }
        return checksum.getValue();
    }

    // ---- what it shows

    static void run(PrintStream out, int messages) {
        Example02_ReuseByteArrays receiver = new Example02_ReuseByteArrays();
        out.printf("# %d messages of %d B to %d KiB, bytes allocated for each%n%n",
                messages, SHORTEST, LONGEST >> 10);
        long fresh = receiver.show(out, "new byte[length]", receiver::withNew, messages);
        long pooled = receiver.show(out, "from the pool", receiver::withPool, messages);
        if (fresh != pooled) {
            throw new AssertionError("the ways do not agree");
        }
        List<PoolStats> classes = receiver.buffers.stats();
        out.printf("%n# %d sizes of array in use, %d arrays made, %d kB kept%n",
                classes.stream().filter(stats -> stats.gets() > 0).count(),
                classes.stream().mapToLong(PoolStats::misses).sum(),
                classes.stream().mapToLong(PoolStats::retainedBytes).sum() >> 10);
        receiver.buffers.close();
    }

    private long show(PrintStream out, String way, IntToLongFunction receive, int messages) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SplittableRandom random = new SplittableRandom(42);
        double doublings = Math.log((double) LONGEST / SHORTEST);
        long sum = 0;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < messages; i++) {
            int length = (int) (SHORTEST * Math.exp(random.nextDouble() * doublings));
            sum += receive.applyAsLong(length);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        out.printf("%-22s %8d%n", way, bytes / messages);
        return sum;
    }
}
