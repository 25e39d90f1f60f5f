// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import java.util.concurrent.atomic.LongAdder;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/** The GenericObjectPool of Commons Pool 2, all options but the size as they come. */
record CommonsSubject(GenericObjectPool<Payload> pool, LongAdder makes)
        implements PayloadSubject<Payload> {

    private static final class Factory extends BasePooledObjectFactory<Payload> {
        private final LongAdder makes;

        Factory(LongAdder makes) {
            this.makes = makes;
        }

        @Override
        public Payload create() {
            makes.increment();
            return new Payload();
        }

        @Override
        public PooledObject<Payload> wrap(Payload payload) {
            return new DefaultPooledObject<>(payload);
        }
    }

    static CommonsSubject open(int capacity) {
        LongAdder makes = new LongAdder();
        GenericObjectPoolConfig<Payload> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(capacity);
        config.setMaxIdle(capacity);
        return new CommonsSubject(new GenericObjectPool<>(new Factory(makes), config), makes);
    }

    @Override
    public Payload get() {
        try {
            return pool.borrowObject();
        } catch (Exception e) {
            throw new IllegalStateException("nothing to borrow", e);
        }
    }

    @Override
    public void put(Payload payload) {
        pool.returnObject(payload);
    }

    @Override
    public long retained() {
        return pool.getNumIdle();
    }

    @Override
    public void close() {
        pool.close();
    }
}
