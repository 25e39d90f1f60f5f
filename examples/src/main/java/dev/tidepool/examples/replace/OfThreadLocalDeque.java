// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import dev.tidepool.pool.Pool;
import java.util.ArrayDeque;

/** A stack of objects for each thread. */
final class OfThreadLocalDeque {

    static final Subject SUBJECT =
            Subject.of("ThreadLocal<ArrayDeque>",
                    new Side(Before::take, Before::give, Before::run),
                    new Side(After::take, After::give, After::run));

    private OfThreadLocalDeque() {}

    static final class Before {
        // before
        private static final ThreadLocal<ArrayDeque<Encoder>> CACHE =
                ThreadLocal.withInitial(ArrayDeque::new);

        static Encoder take() {
            Encoder encoder = CACHE.get().poll();
            return encoder != null ? encoder : new Encoder();
        }

        static void give(Encoder encoder) {
            CACHE.get().push(encoder);
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
