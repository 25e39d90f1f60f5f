// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import dev.tidepool.pool.Pool;
import io.netty.util.Recycler;
import io.netty.util.concurrent.FastThreadLocalThread;

/** Netty's recycler caches for Netty's own threads; its objects know their way back. */
final class OfRecycler {

    private static final Side BEFORE = new Side(Before::take, OfRecycler::recycle, Before::run);
    private static final Side AFTER = new Side(After::take, After::give, After::run);

    static final Subject ON_ITS_THREAD =
            Subject.of("Recycler, Netty's thread", BEFORE, AFTER)
                    .onThreads(FastThreadLocalThread::new);
    static final Subject ON_A_THREAD = Subject.of("Recycler, other thread", BEFORE, AFTER);

    private OfRecycler() {}

    private static void recycle(Encoder encoder) {
        Before.give((Before.RecycledEncoder) encoder);
    }

    static final class Before {
        // before
        private static final Recycler<RecycledEncoder> RECYCLER =
                new Recycler<>() {
                    @Override
                    protected RecycledEncoder newObject(Handle<RecycledEncoder> handle) {
                        return new RecycledEncoder(handle);
                    }
                };

        static final class RecycledEncoder extends Encoder {
            private final Recycler.Handle<RecycledEncoder> handle;

            RecycledEncoder(Recycler.Handle<RecycledEncoder> handle) {
                this.handle = handle;
            }
        }

        static RecycledEncoder take() {
            return RECYCLER.get();
        }

        static void give(RecycledEncoder encoder) {
            encoder.handle.recycle(encoder);
        }
        // end

        private Before() {}

        static long run(int count) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                RecycledEncoder encoder = take();
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
