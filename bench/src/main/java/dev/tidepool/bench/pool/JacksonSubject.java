// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Jackson's recycler pools over payloads: the public base classes that hold the whole algorithm of
 * JsonRecyclerPools, which itself pools one class of Jackson's only and counts nothing.
 */
record JacksonSubject(RecyclerPool<JacksonSubject.Linked> pool, LongAdder makes)
        implements PayloadSubject<JacksonSubject.Linked> {

    /** A payload that knows its pool while it is lent. */
    static final class Linked extends Payload implements RecyclerPool.WithPool<Linked> {
        private @Nullable RecyclerPool<Linked> pool;

        @Override
        public Linked withPool(RecyclerPool<Linked> lender) {
            pool = lender;
            return this;
        }

        @Override
        public void releaseToPool() {
            RecyclerPool<Linked> lender = pool;
            if (lender != null) {
                pool = null;
                lender.releasePooled(this);
            }
        }
    }

    private static final class Deque extends RecyclerPool.ConcurrentDequePoolBase<Linked> {
        private static final long serialVersionUID = 1;
        private final LongAdder makes;

        Deque(LongAdder makes) {
            super(SERIALIZATION_NON_SHARED);
            this.makes = makes;
        }

        @Override
        public Linked createPooled() {
            makes.increment();
            return new Linked();
        }
    }

    private static final class Bounded extends RecyclerPool.BoundedPoolBase<Linked> {
        private static final long serialVersionUID = 1;
        private final LongAdder makes;

        Bounded(int capacity, LongAdder makes) {
            super(capacity);
            this.makes = makes;
        }

        @Override
        public Linked createPooled() {
            makes.increment();
            return new Linked();
        }
    }

    /**
     * Jackson's own thread-local pool with its own pooled class: one object per thread behind a
     * soft reference, never taken out, so that nested use would share it.
     */
    record OnePerThread(RecyclerPool<BufferRecycler> pool) implements Subject<BufferRecycler> {

        @Override
        public BufferRecycler get() {
            return pool.acquireAndLinkPooled();
        }

        @Override
        public void put(BufferRecycler recycler) {
            recycler.releaseToPool();
        }

        @Override
        public void touch(BufferRecycler recycler, Blackhole hole) {
            hole.consume(recycler.isLinkedWithPool());
        }

        @Override
        public long made() {
            return UNKNOWN;
        }

        @Override
        public long retained() {
            return pool.pooledCount();
        }
    }

    static JacksonSubject deque() {
        LongAdder makes = new LongAdder();
        return new JacksonSubject(new Deque(makes), makes);
    }

    static JacksonSubject bounded(int capacity) {
        LongAdder makes = new LongAdder();
        return new JacksonSubject(new Bounded(capacity, makes), makes);
    }

    static OnePerThread onePerThread() {
        return new OnePerThread(JsonRecyclerPools.threadLocalPool());
    }

    @Override
    public Linked get() {
        return pool.acquireAndLinkPooled();
    }

    @Override
    public void put(Linked payload) {
        payload.releaseToPool();
    }

    @Override
    public long retained() {
        return pool.pooledCount();
    }
}
