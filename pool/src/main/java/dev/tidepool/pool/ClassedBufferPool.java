// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A pool for each class of capacities, and one budget in bytes that all of them draw on.
 *
 * <p>Since all buffers of a class have one size, a class needs no sizes beside its buffers and no
 * accounting for each operation: its permits are the budget's, in units of its capacity. The fast
 * path is that of a {@link PlainPool}, except that the thread's cache is found by {@link Shelves}.
 *
 * <p>Invariant: {@code free + sum over classes of capacity * permits held = maxRetainedBytes}.
 *
 * <p>Kinds of buffers are subclasses rather than strategies: where the pool is a constant, or its
 * class is known by profile, everything here is inlined for that kind alone.
 */
abstract class ClassedBufferPool<B> implements BufferPool<B> {

    private final BasePool<B>[] pools;
    private final Shelves<B> shelves = new Shelves<>();
    /** The same; but always empty where a put has hooks to run, which its pool does. */
    private final Shelves<B> shelvesForPut;
    private final Budget bytes;
    private final Tide tide;
    private final Hooks<B> unpooled;
    private final LongAdder unpooledGets = new LongAdder();
    private final LongAdder unpooledPuts = new LongAdder();
    private final String name;

    @SuppressWarnings("unchecked")
    ClassedBufferPool(BufferSettings<B> settings) {
        name = settings.name();
        tide = settings.tide();
        bytes = new Budget(settings.maxRetainedBytes());
        unpooled = settings.hooksOfUnpooled(this::make);
        shelvesForPut = unpooled.areAny() ? new Shelves<>() : shelves;
        pools = (BasePool<B>[]) new BasePool<?>[
                BufferClasses.countUpTo(settings.maxRetainedBytes())];
        for (int i = 0; i < pools.length; i++) {
            pools[i] = settings.poolOf(BufferClasses.capacity(i), this::make, bytes, shelves);
        }
    }

    /** A new buffer of exactly this capacity. */
    abstract B allocate(int capacity);

    /** The capacity of any buffer that a user has. */
    abstract int capacity(B buffer);

    /** Whether a buffer of a class's capacity is as good as one that {@link #allocate} made. */
    abstract boolean isWhole(B buffer);

    /** Makes a buffer as the user expects it. */
    abstract void prepare(B buffer, int minCapacity);

    @Override
    public final B get(int minCapacity) {
        int index = BufferClasses.index(minCapacity, BufferClasses.shift(minCapacity));
        long id = Thread.currentThread().threadId();
        Cache<B> cache = shelves.find(id, index);
        B buffer = cache == null ? null : cache.takeIfMine(id);
        if (buffer == null) {
            buffer = getSlow(minCapacity);
        }
        prepare(buffer, minCapacity);
        return buffer;
    }

    @Override
    public final void put(B buffer) {
        int capacity = capacity(requireNonNull(buffer, "buffer"));
        int shift = BufferClasses.shift(capacity);
        int index = BufferClasses.index(capacity, shift);
        long id = Thread.currentThread().threadId();
        Cache<B> cache = shelvesForPut.find(id, index);
        if (cache == null || !BufferClasses.isCapacity(capacity, shift) || !isWhole(buffer)
                || !cache.putIfMine(id, buffer)) {
            putSlow(buffer, capacity);
        }
    }

    private B getSlow(int minCapacity) {
        int index = indexFor(minCapacity);
        if (index >= pools.length) {
            unpooledGets.increment();
            return make(minCapacity);
        }
        B buffer = pools[index].get();
        remember(index);
        return buffer;
    }

    private void putSlow(B buffer, int capacity) {
        int shift = BufferClasses.shift(capacity);
        int index = BufferClasses.index(capacity, shift);
        if (index < pools.length && BufferClasses.isCapacity(capacity, shift) && isWhole(buffer)) {
            pools[index].put(buffer);
            remember(index);
            if (bytes.isOverrun()) {
                turn();
            }
        } else {
            letGo(buffer);
        }
    }

    /**
     * Ages all classes, as a tick would. Called when the pool has refused as much as it may hold:
     * so much was in use lately, and in use again it will be cached, while what is cached and was
     * not in use makes room. Without this, demand that moves from one class to another would wait
     * for the tide.
     */
    private void turn() {
        for (BasePool<B> pool : pools) {
            pool.turnWithoutWaiting();
        }
    }

    private void remember(int index) {
        if (pools[index] instanceof PlainPool<B> pool) {
            shelves.remember(Thread.currentThread(), index, pool);
        }
    }

    /** The class of the smallest capacity that suffices; too large if none does. */
    private static int indexFor(int minCapacity) {
        if (minCapacity < 0) {
            throw new IllegalArgumentException("minCapacity is negative: " + minCapacity);
        }
        int least = Math.max(1, minCapacity);
        return BufferClasses.index(least, BufferClasses.shift(least));
    }

    /** Answers a buffer that no class takes. */
    private void letGo(B buffer) {
        unpooledPuts.increment();
        try {
            unpooled.wipe(buffer);
        } catch (Throwable e) {
            unpooled.evict(buffer, e);
            throw e;
        }
        unpooled.evict(buffer);
    }

    /** A new buffer, whose capacity is seen to: a put would find no class for another. */
    private B make(int capacity) {
        B buffer = allocate(capacity);
        if (buffer == null) {
            throw new NullPointerException("allocate(" + capacity + ") of buffer pool " + name
                    + " returned null");
        }
        int actual = capacity(buffer);
        if (actual != capacity) {
            var error = new IllegalStateException("allocate(" + capacity + ") of buffer pool "
                    + name + " returned a buffer of capacity " + actual);
            unpooled.evict(buffer, error);
            throw error;
        }
        return buffer;
    }

    @Override
    public final Lease<B> lease(int minCapacity) {
        int index = indexFor(minCapacity);
        Lease<B> lease = index < pools.length
                ? pools[index].lease() : new BufferLease<>(this, getSlow(minCapacity));
        prepare(lease.get(), minCapacity);
        return lease;
    }

    @Override
    public final void clear() {
        for (BasePool<B> pool : pools) {
            pool.clear();
        }
    }

    @Override
    public final void close() {
        for (BasePool<B> pool : pools) {
            pool.close();
        }
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final List<PoolStats> stats() {
        List<PoolStats> all = new ArrayList<>();
        for (BasePool<B> pool : pools) {
            PoolStats stats = pool.stats();
            if (stats.gets() + stats.puts() > 0) {
                all.add(stats);
            }
        }
        long gets = unpooledGets.sum();
        long puts = unpooledPuts.sum();
        all.add(new PoolStats(unpooled.name(), gets, 0, gets, puts, puts, 0, 0, 0, tide.ticks()));
        return List.copyOf(all);
    }

    /**
     * Checks the invariant, and those of all classes, while nobody uses the pool.
     *
     * @throws IllegalStateException if one does not hold
     */
    final void checkInvariants() {
        long held = 0;
        for (int i = 0; i < pools.length; i++) {
            held += pools[i] instanceof TieredPool<B> pool
                    ? pool.checkInvariants() * BufferClasses.capacity(i)
                    : pools[i].stats().retainedBytes();
        }
        if (held + bytes.free() != bytes.limit()) {
            throw new IllegalStateException("held " + held + " and free " + bytes.free() + " of "
                    + bytes.limit());
        }
    }
}
