// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each holder stamps the whole of its buffers, and finds its stamps before it puts them back. */
class BufferPoolStressTest extends BufferPoolContract {
    private static final int HELD = 5;
    private static final int MILLIS = 60;

    private final AtomicInteger stamps = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {3_000, 50_000, 100_000_000})
    void noStampIsOverwrittenWhileTicksAndClearsRun(int bound) throws Throwable {
        pool(bound);
        run(4, 40, false);
        assertEquals(0, retainedAfterTwoTicks());
    }

    @Test
    void noStampIsOverwrittenWhileThePoolIsClosed() throws Throwable {
        pool(1_000_000);
        run(4, 40, true);
        assertEquals(0, BufferStats.retained(pool()));
    }

    @Test
    void noStampIsOverwrittenByThreadsOfBothKinds() throws Throwable {
        pool(1_000_000);
        var until = Race.Until.millis(MILLIS);
        long seed = System.nanoTime();
        Race.run(i -> ThreadKind.values()[i % 2], 17, i -> {
            if (i == 0) {
                disturb(until, new Random(seed));
            } else {
                use(until, new Random(seed + i));
            }
        });
        assertEquals(0, retainedAfterTwoTicks());
    }

    @Test
    void noStampIsOverwrittenByThreadsThatComeAndGo() throws Throwable {
        pool(1_000_000);
        var until = Race.Until.millis(MILLIS);
        long seed = System.nanoTime();
        Race.run(kind, 4, i -> {
            var random = new Random(seed + i);
            while (until.running()) {
                kind.run(() -> use(Race.Until.millis(1), random));
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

    private void run(int platform, int virtual, boolean close) throws Throwable {
        int threads = kind == ThreadKind.PLATFORM ? platform : virtual;
        var until = Race.Until.millis(MILLIS);
        var half = Race.Until.millis(MILLIS / 2);
        long seed = System.nanoTime();
        Race.run(kind, threads + 1, i -> {
            var random = new Random(seed + i);
            if (i < threads) {
                use(until, random);
            } else {
                disturb(close ? half : until, random);
                if (close) {
                    pool().close();
                }
            }
        });
        assertTrue(close || BufferStats.hits(pool()) > 100, () -> pool().stats().toString());
    }

    private void use(Race.Until until, Random random) {
        var held = new Object[HELD];
        var marks = new byte[HELD];
        int count = 0;
        boolean running = true;
        for (int n = 0; running || count > 0; n++) {
            running = until.running();
            if (running && (count == 0 || count < HELD && random.nextBoolean())) {
                Object buffer = get(1 + random.nextInt(random.nextInt(8) == 0 ? 4000 : 60));
                byte stamp = (byte) stamps.incrementAndGet();
                BufferKind.stamp(buffer, stamp);
                marks[count] = stamp;
                held[count++] = buffer;
            } else if (count > 0) {
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

    private void disturb(Race.Until until, Random random) {
        while (until.running()) {
            if (random.nextInt(8) == 0) {
                pool().clear();
            } else {
                tide.tick();
            }
            for (int pauses = random.nextInt(20); pauses > 0; pauses--) {
                Race.breathe();
            }
        }
    }
}
