// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Getting and putting makes no garbage once the code is compiled. */
@Timeout(120)
class PoolAllocationTest {
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int OPERATIONS = 100_000;
    private static final int WINDOWS = 60;
    private static final int TOLERATED_BYTES = OPERATIONS / 100; // of the measurement itself

    private final Recorder recorder = new Recorder();
    private Item kept;

    private Pool<Item> pool(Flavour flavour) {
        return flavour.builder(recorder).tide(Tide.manual()).build();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHECKED")
    void aGetAndAPutOnAPlatformThreadMakeNoGarbage(Flavour flavour) throws Throwable {
        Pool<Item> pool = pool(flavour);
        ThreadKind.PLATFORM.run(() -> assertNoGarbage(THREADS::getCurrentThreadAllocatedBytes,
                () -> pool.put(pool.get())));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHECKED")
    void aGetAndAPutOnAVirtualThreadMakeNoGarbage(Flavour flavour) throws Throwable {
        Pool<Item> pool = pool(flavour);
        ThreadKind.VIRTUAL.run(() -> assertNoGarbage(THREADS::getTotalThreadAllocatedBytes,
                () -> pool.put(pool.get())));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHECKED")
    void aHundredGetsAndAHundredPutsMakeNoGarbage(Flavour flavour) throws Throwable {
        Pool<Item> pool = pool(flavour);
        var held = new Item[100];
        ThreadKind.PLATFORM.run(() -> assertNoGarbage(THREADS::getCurrentThreadAllocatedBytes,
                () -> getAndPutAll(pool, held)));
    }

    private static void getAndPutAll(Pool<Item> pool, Item[] held) {
        for (int i = 0; i < held.length; i++) {
            held[i] = pool.get();
        }
        for (Item item : held) {
            pool.put(item);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHECKED")
    void aPollAndAPutMakeNoGarbage(Flavour flavour) throws Throwable {
        Pool<Item> pool = pool(flavour);
        pool.put(new Item());
        ThreadKind.PLATFORM.run(() -> {
            pool.put(new Item());
            assertNoGarbage(THREADS::getCurrentThreadAllocatedBytes, () -> {
                kept = pool.poll();
                pool.put(kept);
            });
        });
    }

    /** The best of many windows: the first ones run uncompiled, and a compiler may come between. */
    private static void assertNoGarbage(LongSupplier allocated, Runnable operation) {
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS && least > TOLERATED_BYTES; window++) {
            long before = allocated.getAsLong();
            for (int i = 0; i < OPERATIONS; i++) {
                operation.run();
            }
            least = Math.min(least, allocated.getAsLong() - before);
        }
        long bytes = least;
        assertTrue(bytes <= TOLERATED_BYTES,
                () -> bytes + " bytes in " + OPERATIONS + " operations");
    }
}
