// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import stormpot.Allocator;
import stormpot.Expiration;
import stormpot.Pool;
import stormpot.PoolBuilder;
import stormpot.PoolTap;
import stormpot.Poolable;
import stormpot.Slot;
import stormpot.Timeout;

/** Stormpot with its threaded allocator: a pool of a fixed size, filled in advance. */
record StormpotSubject(
        Pool<StormpotSubject.Claimed> pool,
        PoolTap<StormpotSubject.Claimed> tap,
        boolean waiting,
        LongAdder makes)
        implements PayloadSubject<StormpotSubject.Claimed> {

    private static final Timeout PATIENCE = new Timeout(10, TimeUnit.SECONDS);

    /** A payload that knows its slot in the pool. */
    static final class Claimed extends Payload implements Poolable {
        private final Slot slot;

        Claimed(Slot slot) {
            this.slot = slot;
        }

        @Override
        public void release() {
            slot.release(this);
        }
    }

    /** Makes the objects; a miss outside the pool gets one that belongs to no slot. */
    private record Factory(LongAdder makes) implements Allocator<Claimed>, Slot {

        @Override
        public Claimed allocate(Slot slot) {
            makes.increment();
            return new Claimed(slot);
        }

        @Override
        public void deallocate(Claimed claimed) {}

        @Override
        public void release(Poolable claimed) {}

        @Override
        public void expire(Poolable claimed) {}
    }

    /** By tryClaim, all options as they come: objects expire, so a claim reads the clock. */
    static StormpotSubject trying(int size) {
        return open(builder(size), false, pool -> pool);
    }

    /** By claim with a timeout. */
    static StormpotSubject waiting(int size) {
        return open(builder(size), true, pool -> pool);
    }

    /** By tryClaim, objects never expire. */
    static StormpotSubject unexpiring(int size) {
        return open(builder(size).setExpiration(Expiration.never()), false, pool -> pool);
    }

    /** By tryClaim from a tap that one thread uses alone, objects never expire. */
    static StormpotSubject tap(int size) {
        return open(
                builder(size).setExpiration(Expiration.never()), false, Pool::getSingleThreadedTap);
    }

    private static PoolBuilder<Claimed> builder(int size) {
        return Pool.fromThreaded(new Factory(new LongAdder())).setSize(size);
    }

    private static StormpotSubject open(
            PoolBuilder<Claimed> builder,
            boolean waiting,
            Function<Pool<Claimed>, PoolTap<Claimed>> tapOf) {
        LongAdder makes = ((Factory) builder.getAllocator()).makes();
        Pool<Claimed> pool = builder.build();
        while (makes.sum() < builder.getSize()) {
            Thread.onSpinWait();
        }
        return new StormpotSubject(pool, tapOf.apply(pool), waiting, makes);
    }

    @Override
    public Claimed get() {
        Claimed claimed = waiting ? claim() : tap.tryClaim();
        return claimed != null ? claimed : overflow();
    }

    private Claimed claim() {
        try {
            return tap.claim(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while claiming", e);
        }
    }

    private Claimed overflow() {
        Factory factory = new Factory(makes);
        return factory.allocate(factory);
    }

    @Override
    public void put(Claimed payload) {
        payload.release();
    }

    @Override
    public long retained() {
        return pool.getTargetSize();
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
