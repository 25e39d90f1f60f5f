// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each holder stamps the whole of its buffers, and finds its stamps before it puts them back. */
class BufferPoolStressTest extends BufferPoolContract {
    private static final int HELD = 5;
    private static final int OPERATIONS = 300;
    private static final int DISTURBANCES_UNTIL_CLOSE = 10;

    private final AtomicInteger stamps = new AtomicInteger();
    private final AtomicInteger users = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {3_000, 50_000, 100_000_000})
    void noStampIsOverwrittenWhileTicksAndClearsRun(int bound) throws Throwable {
        pool(bound);
        run(i -> kind, false);
        assertTrue(BufferStats.hits(pool()) > 20, () -> pool().stats().toString());
        assertEquals(0, retainedAfterTwoTicks());
    }

    @Test
    void noStampIsOverwrittenWhileThePoolIsClosed() throws Throwable {
        pool(1_000_000);
        run(i -> kind, true);
        assertEquals(0, BufferStats.retained(pool()));
    }

    @Test
    void noStampIsOverwrittenByThreadsOfBothKinds() throws Throwable {
        pool(1_000_000);
        run(i -> ThreadKind.values()[i % 2], false);
        assertEquals(0, retainedAfterTwoTicks());
    }

    @Test
    void noStampIsOverwrittenByThreadsThatComeAndGo() throws Throwable {
        pool(1_000_000);
        long seed = System.nanoTime();
        Race.run(kind, 4, i -> {
            for (int n = 0; n < 15; n++) {
                var random = new Random(seed + 100 * n + i);
                kind.run(() -> use(30, random));
                if (i == 0) {
                    tide.tick();
                }
            }
        });
        assertEquals(0, retainedAfterTwoTicks());
    }

    private long retainedAfterTwoTicks() {
        tick(2);
        return BufferStats.retained(pool());
    }

    private void run(IntFunction<ThreadKind> kinds, boolean close) throws Throwable {
        int threads = kind == ThreadKind.PLATFORM ? 4 : 40;
        users.set(threads);
        long seed = System.nanoTime();
        Race.run(kinds, threads + 1, i -> {
            var random = new Random(seed + i);
            if (i == threads) {
                disturb(close, random);
                return;
            }
            try {
                use(OPERATIONS, random);
            } finally {
                users.decrementAndGet();
            }
        });
    }

    private void use(int operations, Random random) {
        var held = new Object[HELD];
        var marks = new byte[HELD];
        int count = 0;
        for (int n = 0; n < operations || count > 0; n++) {
            if (n < operations && (count == 0 || count < HELD && random.nextBoolean())) {
                Object buffer = get(1 + random.nextInt(random.nextInt(8) == 0 ? 4000 : 60));
                byte stamp = (byte) stamps.incrementAndGet();
                BufferKind.stamp(buffer, stamp);
                marks[count] = stamp;
                held[count++] = buffer;
            } else {
                count--;
                assertTrue(BufferKind.isStamped(held[count], marks[count]),
                        "two holders of one buffer");
                put(held[count]);
            }
            if (n % 16 == 0) {
                Race.breathe();
            }
        }
    }

    private void disturb(boolean close, Random random) {
        for (int n = 0; users.get() > 0; n++) {
            if (close && n == DISTURBANCES_UNTIL_CLOSE) {
                pool().close();
                return;
            }
            if (random.nextInt(8) == 0) {
                pool().clear();
            } else {
                tide.tick();
            }
            for (int pauses = random.nextInt(20); pauses > 0; pauses--) {
                Race.breathe();
            }
        }
        if (close) {
            pool().close();
        }
    }
}
