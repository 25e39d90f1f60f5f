// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import dev.tidepool.pool.Pool;

/** Kryo's own pool, thread-safe and bounded. */
final class OfKryoPool {

    static final Subject SUBJECT =
            Subject.of("Kryo Pool",
                    new Side(Before::take, Before::give, Before::run),
                    new Side(After::take, After::give, After::run));

    private OfKryoPool() {}

    static final class Before {
        // before
        private static final com.esotericsoftware.kryo.util.Pool<Encoder> POOL =
                new com.esotericsoftware.kryo.util.Pool<>(true, false, 64) {
                    @Override
                    protected Encoder create() {
                        return new Encoder();
                    }

                    @Override
                    protected void reset(Encoder encoder) {
                        encoder.reset();
                    }
                };

        static Encoder take() {
            return POOL.obtain();
        }

        static void give(Encoder encoder) {
            POOL.free(encoder);
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
        private static final Pool<Encoder> POOL =
                Pool.builder(Encoder::new).reset(Encoder::reset).maxRetained(64).build();

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
