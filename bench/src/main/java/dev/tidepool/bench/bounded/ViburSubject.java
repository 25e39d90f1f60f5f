// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import org.jspecify.annotations.Nullable;
import org.vibur.objectpool.ConcurrentPool;
import org.vibur.objectpool.PoolObjectFactory;
import org.vibur.objectpool.util.ConcurrentLinkedQueueCollection;

/**
 * Vibur's pool, a semaphore before a ConcurrentLinkedQueue: not fair, which is the faster setting,
 * and without a listener. Its other collections need a further library.
 */
record ViburSubject(ConcurrentPool<Payload> pool, boolean isWaiting) implements PlainSubject {

    private static final class Factory implements PoolObjectFactory<Payload> {

        @Override
        public Payload create() {
            return new Payload();
        }

        @Override
        public boolean readyToTake(Payload payload) {
            return true;
        }

        @Override
        public boolean readyToRestore(Payload payload) {
            return true;
        }

        @Override
        public void destroy(Payload payload) {}
    }

    static ViburSubject waiting(int capacity) {
        return open(capacity, true);
    }

    static ViburSubject trying(int capacity) {
        return open(capacity, false);
    }

    private static ViburSubject open(int capacity, boolean isWaiting) {
        ConcurrentPool<Payload> pool =
                new ConcurrentPool<>(
                        new ConcurrentLinkedQueueCollection<>(),
                        new Factory(),
                        capacity,
                        capacity,
                        false);
        return new ViburSubject(pool, isWaiting);
    }

    /** Interrupted, it answers null instead of throwing. */
    @Override
    public @Nullable Payload claim() {
        return isWaiting ? pool.take() : pool.tryTake();
    }

    @Override
    public void release(Payload payload) {
        pool.restore(payload);
    }

    /** Nothing is let go of, so what was made is what there is. */
    @Override
    public long made() {
        return pool.createdTotal();
    }

    @Override
    public long idle() {
        return pool.remainingCreated();
    }

    @Override
    public void close() {
        pool.close();
    }
}
