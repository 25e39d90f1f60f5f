// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import dev.tidepool.pool.Pool;

/** One object for each thread, never put back. */
final class OfThreadLocal {

    static final Subject SUBJECT =
            Subject.ofThreads("ThreadLocal<T>",
                    new Side(Before.ENCODERS::get, encoder -> {}, Before::run),
                    new Side(After.ENCODERS::get, After.ENCODERS::put, After::run));

    private OfThreadLocal() {}

    static final class Before {
        // before
        private static final ThreadLocal<Encoder> ENCODERS = ThreadLocal.withInitial(Encoder::new);

        static int encode(long number) {
            return ENCODERS.get().encode(number);
        }
        // end

        private Before() {}

        static long run(int count) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += encode(i);
            }
            return sum;
        }
    }

    static final class After {
        // after
        private static final Pool<Encoder> ENCODERS = Pool.of(Encoder::new);

        static int encode(long number) {
            Encoder encoder = ENCODERS.get();
            int length = encoder.encode(number);
            ENCODERS.put(encoder);
            return length;
        }
        // end

        private After() {}

        static long run(int count) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += encode(i);
            }
            return sum;
        }
    }
}
