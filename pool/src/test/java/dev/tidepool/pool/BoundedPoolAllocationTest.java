// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A claim allocates the lease and what tells of its loss, a return nothing. */
@Timeout(120)
class BoundedPoolAllocationTest {

    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int OPERATIONS = 20_000;
    private static final int WINDOWS = 60;
    private static final double LEASE_BYTES = 64;
    private static final double TOLERATED_BYTES = 0.5; // of the measurement itself

    private interface Operation {
        void run() throws Exception;
    }

    @Test
    void aClaimAndACloseMakeOneLease() throws Throwable {
        var pool = BoundedPool.builder(Item::new).build();
        assertAtMost(LEASE_BYTES, () -> pool.claim().close());
    }

    @Test
    void hooksMakeItNoMore() throws Throwable {
        var pool = BoundedPool.builder(Item::new).validate(item -> true).reset(item -> { })
                .onEvict(item -> { }).build();
        assertAtMost(LEASE_BYTES, () -> pool.claim().close());
    }

    @Test
    void aTryThatFindsNothingMakesNothing() throws Throwable {
        var pool = BoundedPool.builder(Item::new).capacity(1).build();
        try (var lease = pool.claim()) {
            assertAtMost(0, pool::tryClaim);
            lease.get();
        }
    }

    /** The best of many windows: the first ones run uncompiled, and a compiler may come between. */
    private static void assertAtMost(double bytes, Operation operation) throws Throwable {
        ThreadKind.PLATFORM.run(() -> {
            double least = Double.MAX_VALUE;
            for (int w = 0; w < WINDOWS && least > bytes + TOLERATED_BYTES; w++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < OPERATIONS; i++) {
                    operation.run();
                }
                long made = THREADS.getCurrentThreadAllocatedBytes() - before;
                least = Math.min(least, (double) made / OPERATIONS);
            }
            double found = least;
            assertTrue(found <= bytes + TOLERATED_BYTES, () -> found + " bytes each");
        });
    }
}
