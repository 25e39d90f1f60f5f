// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import dev.tidepool.pool.Pool;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One queue without a bound for all threads. */
final class OfConcurrentLinkedQueue {

    static final Subject SUBJECT =
            Subject.of("ConcurrentLinkedQueue",
                    new Side(Before::take, Before::give, Before::run),
                    new Side(After::take, After::give, After::run));

    private OfConcurrentLinkedQueue() {}

    static final class Before {
        // before
        private static final ConcurrentLinkedQueue<Encoder> CACHE = new ConcurrentLinkedQueue<>();

        static Encoder take() {
            Encoder encoder = CACHE.poll();
            return encoder != null ? encoder : new Encoder();
        }

        static void give(Encoder encoder) {
            CACHE.offer(encoder);
        }
        // end

        private Before() {}

        static long run(int count) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                Encoder encoder = take();
                sum += encoder.encode(i);
                give(encoder);
            }
            return sum;
        }
    }

    static final class After {
        // after
        private static final Pool<Encoder> POOL = Pool.of(Encoder::new);

        static Encoder take() {
            return POOL.get();
        }

        static void give(Encoder encoder) {
            POOL.put(encoder);
        }
        // end

        private After() {}

        static long run(int count) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                Encoder encoder = take();
                sum += encoder.encode(i);
                give(encoder);
            }
            return sum;
        }
    }
}
