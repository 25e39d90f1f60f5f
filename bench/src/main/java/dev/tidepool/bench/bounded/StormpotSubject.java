// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stormpot.Allocator;
import stormpot.Expiration;
import stormpot.Pool;
import stormpot.PoolTap;
import stormpot.Poolable;
import stormpot.Slot;
import stormpot.Timeout;

/**
 * Stormpot with its threaded allocator, filled in advance. Nothing expires, which saves a claim the
 * clock, and nothing looks for what has expired in the background. A claim that waits must have a
 * timeout. By the pool itself, which keeps a slot for each thread; on virtual threads also by the
 * tap that is meant for them.
 */
record StormpotSubject(
        Pool<StormpotSubject.Claimed> pool,
        PoolTap<StormpotSubject.Claimed> tap,
        boolean isWaiting,
        LongAdder makes)
        implements Subject<StormpotSubject.Claimed> {

    private static final Timeout PATIENCE = new Timeout(1, TimeUnit.MINUTES);

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

    private record Factory(LongAdder makes) implements Allocator<Claimed> {

        @Override
        public Claimed allocate(Slot slot) {
            makes.increment();
            return new Claimed(slot);
        }

        @Override
        public void deallocate(Claimed claimed) {}
    }

    static StormpotSubject waiting(int capacity) {
        return open(capacity, true, pool -> pool);
    }

    static StormpotSubject trying(int capacity) {
        return open(capacity, false, pool -> pool);
    }

    static StormpotSubject virtualTap(int capacity) {
        return open(capacity, true, Pool::getVirtualThreadSafeTap);
    }

    private static StormpotSubject open(
            int capacity, boolean isWaiting, Function<Pool<Claimed>, PoolTap<Claimed>> tapOf) {
        LongAdder makes = new LongAdder();
        Pool<Claimed> pool =
                Pool.fromThreaded(new Factory(makes))
                        .setSize(capacity)
                        .setExpiration(Expiration.never())
                        .setBackgroundExpirationEnabled(false)
                        .build();
        awaitAll(pool, capacity);
        return new StormpotSubject(pool, tapOf.apply(pool), isWaiting, makes);
    }

    /** Only what has been claimed once is known to be there. */
    private static void awaitAll(Pool<Claimed> pool, int capacity) {
        PoolTap<Claimed> tap = pool.getVirtualThreadSafeTap();
        List<Claimed> all = new ArrayList<>();
        try {
            for (int i = 0; i < capacity; i++) {
                Claimed claimed = tap.claim(PATIENCE);
                if (claimed == null) {
                    throw new IllegalStateException("not filled in time: " + i);
                }
                all.add(claimed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the pool was filled", e);
        }
        all.forEach(Claimed::release);
    }

    @Override
    public @Nullable Claimed claim() throws InterruptedException {
        return isWaiting ? tap.claim(PATIENCE) : tap.tryClaim();
    }

    @Override
    public void release(Claimed claimed) {
        claimed.release();
    }

    @Override
    public Payload payload(Claimed claimed) {
        return claimed;
    }

    @Override
    public long made() {
        return makes.sum();
    }

    /** All, after a run: Stormpot does not tell. */
    @Override
    public long idle() {
        return pool.getTargetSize();
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
