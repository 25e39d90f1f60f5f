// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * The GenericObjectPool of Commons Pool 2: keeps all it may make, blocks when exhausted, not fair;
 * without JMX, and without the detailed statistics, which can be switched off to save time.
 */
record CommonsSubject(GenericObjectPool<Payload> pool) implements PlainSubject {

    private static final class Factory extends BasePooledObjectFactory<Payload> {

        @Override
        public Payload create() {
            return new Payload();
        }

        @Override
        public PooledObject<Payload> wrap(Payload payload) {
            return new DefaultPooledObject<>(payload);
        }
    }

    static CommonsSubject open(int capacity) {
        GenericObjectPoolConfig<Payload> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(capacity);
        config.setMaxIdle(capacity);
        config.setBlockWhenExhausted(true);
        config.setFairness(false);
        config.setJmxEnabled(false);
        config.setCollectDetailedStatistics(false);
        return new CommonsSubject(new GenericObjectPool<>(new Factory(), config));
    }

    @Override
    public Payload claim() throws InterruptedException {
        try {
            return pool.borrowObject();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("nothing to borrow", e);
        }
    }

    @Override
    public void release(Payload payload) {
        pool.returnObject(payload);
    }

    @Override
    public long made() {
        return pool.getCreatedCount();
    }

    @Override
    public long idle() {
        return pool.getNumIdle();
    }

    @Override
    public void close() {
        pool.close();
    }
}
