// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import dev.tidepool.pool.Pool;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;

/** The object pool of Apache Commons, as far as it caches. */
final class OfCommonsPool {

    static final Subject SUBJECT =
            Subject.of("GenericObjectPool",
                    new Side(Before::take, Before::give, Before::run),
                    new Side(After::take, After::give, After::run));

    private OfCommonsPool() {}

    static final class Before {
        // before
        private static final GenericObjectPool<Encoder> POOL =
                new GenericObjectPool<>(new Factory());

        static {
            POOL.setMaxTotal(1000);
            POOL.setMaxIdle(1000);
        }

        static final class Factory extends BasePooledObjectFactory<Encoder> {
            @Override
            public Encoder create() {
                return new Encoder();
            }

            @Override
            public PooledObject<Encoder> wrap(Encoder encoder) {
                return new DefaultPooledObject<>(encoder);
            }

            @Override
            public void passivateObject(PooledObject<Encoder> pooled) {
                pooled.getObject().reset();
            }
        }

        static Encoder take() {
            try {
                return POOL.borrowObject();
            } catch (Exception e) {
                throw new IllegalStateException("no encoder", e);
            }
        }

        static void give(Encoder encoder) {
            POOL.returnObject(encoder);
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
                Pool.builder(Encoder::new).reset(Encoder::reset).maxRetained(1000).build();

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
