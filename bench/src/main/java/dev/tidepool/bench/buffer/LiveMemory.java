// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * What of the heap and of direct memory is in use when the collector has run: the one measure that
 * no pool can hide anything from, and the same for all. With G1 a huge array counts as the whole
 * regions that it takes.
 */
final class LiveMemory {

    private static final int MOST_COLLECTIONS = 20;
    private static final int SETTLED = 3;
    private static final long SAME = 4 << 10;

    // Other threads free direct memory and run finalizers, which Netty has.
    private static final long PAUSE_MILLIS = 20;

    private static final MemoryMXBean HEAP = ManagementFactory.getMemoryMXBean();

    private LiveMemory() {}

    /** Collects until that changes nothing any more. */
    static long bytes() throws InterruptedException {
        long bytes = Long.MAX_VALUE;
        int unchanged = 0;
        for (int i = 0; i < MOST_COLLECTIONS && unchanged < SETTLED; i++) {
            System.gc();
            Thread.sleep(PAUSE_MILLIS);
            long before = bytes;
            bytes = HEAP.getHeapMemoryUsage().getUsed() + direct();
            unchanged = Math.abs(before - bytes) <= SAME ? unchanged + 1 : 0;
        }
        return bytes;
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
