// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A pool for each class of capacities, and one budget in bytes that all of them draw on.
 *
 * <p>Since all buffers of a class have one size, a class needs no sizes beside its buffers and no
 * accounting for each operation: its permits are the budget's, in units of its capacity. The fast
 * path is that of a {@link PlainPool}, except that the thread's cache is found on the {@link
 * Shelves}, which this is rather than has: one load less. With hooks or checks nothing is put on
 * them, and each operation goes the way of its class.
 *
 * <p>Invariant: {@code free + sum over classes of capacity * permits held = maxRetainedBytes}.
 *
 * <p>Kinds of buffers are subclasses rather than strategies: where the pool is a constant, or its
 * class is known by profile, everything here is inlined for that kind alone.
 */
abstract class ClassedBufferPool<B> extends Shelves<B> implements BufferPool<B> {

    private final BasePool<B>[] pools;
    private final boolean bare;
    private final Budget bytes;
    private final Tide tide;
    private final Hooks<B> unpooled;
    /** With checks, buffers of no class are watched here, and all pools are checked ones. */
    private final @Nullable CheckedPool<B> strays;
    private final LongAdder unpooledGets = new LongAdder();
    private final LongAdder unpooledPuts = new LongAdder();
    private final String name;

    @SuppressWarnings("unchecked")
    ClassedBufferPool(BufferSettings<B> settings) {
        name = settings.name();
        tide = settings.tide();
        bytes = new Budget(settings.maxRetainedBytes());
        unpooled = settings.hooksOfUnpooled(this::make);
        bare = !unpooled.areAny() && settings.reset() == null;
        var ledger = new Ledger<B>(name);
        strays = settings.checked() ? settings.poolOfUnpooled(unpooled, ledger) : null;
        pools = (BasePool<B>[]) new BasePool<?>[
                BufferClasses.countUpTo(settings.maxRetainedBytes())];
        for (int i = 0; i < pools.length; i++) {
            pools[i] = settings.poolOf(
                    BufferClasses.capacity(i), this::make, bytes, this, ledger);
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
        int index = BufferClasses.classFor(minCapacity);
        long id = Thread.currentThread().threadId();
        Cache<B> cache = find(id, index);
        B buffer = cache == null ? null : cache.takeIfMine(id);
        if (buffer == null) {
            buffer = getSlow(minCapacity);
        }
        prepare(buffer, minCapacity);
        return buffer;
    }

    @Override
    public final void put(B buffer) {
        int capacity = capacityOf(requireNonNull(buffer, "buffer"));
        int index = BufferClasses.classOf(capacity);
        long id = Thread.currentThread().threadId();
        Cache<B> cache = find(id, index);
        if (cache == null || !isWhole(buffer) || !cache.putIfMine(id, buffer)) {
            putSlow(buffer, capacity);
        }
    }

    /** If the user's function throws, the buffer is let go of and the exception is the answer. */
    private int capacityOf(B buffer) {
        try {
            return capacity(buffer);
        } catch (Throwable e) {
            letGo(buffer, e);
            throw e;
        }
    }

    private B getSlow(int minCapacity) {
        int index = indexFor(minCapacity);
        if (index < pools.length) {
            B buffer = pools[index].get();
            remember(index);
            return buffer;
        }
        B buffer = makeUnpooled(minCapacity);
        return strays == null ? buffer : strays.lend(buffer, Ticket.State.LENT);
    }

    private B makeUnpooled(int capacity) {
        if (strays == null) {
            unpooledGets.increment();
        }
        return make(capacity);
    }

    private void putSlow(B buffer, int capacity) {
        int index = indexOf(buffer, capacity);
        if (index < 0) {
            letGo(buffer);
            return;
        }
        pools[index].put(buffer);
        remember(index);
        turnIfOverrun();
    }

    /** The class that takes a buffer; -1 if none does. */
    private int indexOf(B buffer, int capacity) {
        int index = BufferClasses.classOf(capacity);
        return index < pools.length && isWhole(buffer) ? index : -1;
    }

    /**
     * Ages all classes, as a tick would, when the pool has refused as much as it may hold: so much
     * was in use lately, and in use again it will be cached, while what is cached and was not in
     * use makes room. Without this, demand that moves from one class to another would wait for the
     * tide.
     */
    private void turnIfOverrun() {
        if (bytes.isOverrun()) {
            for (BasePool<B> pool : pools) {
                pool.turnWithoutWaiting();
            }
        }
    }

    private void remember(int index) {
        if (bare && pools[index] instanceof PlainPool<B> pool) {
            remember(Thread.currentThread(), index, pool);
        }
    }

    /** The class of the smallest capacity that suffices; too large if none does. */
    private static int indexFor(int minCapacity) {
        if (minCapacity < 0) {
            throw new IllegalArgumentException("minCapacity is negative: " + minCapacity);
        }
        return BufferClasses.classFor(minCapacity);
    }

    /** Answers a buffer that no class takes. */
    private void letGo(B buffer) {
        if (strays != null) {
            strays.put(buffer);
            return;
        }
        try {
            unpooled.wipe(buffer);
        } catch (Throwable e) {
            letGo(buffer, e);
            throw e;
        }
        unpooledPuts.increment();
        unpooled.evict(buffer);
    }

    private void letGo(B buffer, Throwable cause) {
        unpooledPuts.increment();
        unpooled.evict(buffer, cause);
    }

    /** A new buffer, whose capacity is seen to: a put would find no class for another. */
    private B make(int capacity) {
        B buffer = allocate(capacity);
        if (buffer == null) {
            throw new NullPointerException("allocate(" + capacity + ") of buffer pool " + name
                    + " returned null");
        }
        try {
            int actual = capacity(buffer);
            if (actual != capacity) {
                throw new IllegalStateException("allocate(" + capacity + ") of buffer pool "
                        + name + " returned a buffer of capacity " + actual);
            }
        } catch (Throwable e) {
            unpooled.evict(buffer, e);
            throw e;
        }
        return buffer;
    }

    @Override
    public final Lease<B> lease(int minCapacity) {
        if (strays == null) {
            return new BufferLease<>(this, get(minCapacity));
        }
        int index = indexFor(minCapacity);
        B buffer = index < pools.length ? checked(index).obtain(Ticket.State.LEASED)
                : strays.lend(makeUnpooled(minCapacity), Ticket.State.LEASED);
        prepare(buffer, minCapacity);
        return new CheckedLease<>(name, buffer, this::putBack);
    }

    /** Puts a leased buffer back, with checks. */
    private void putBack(B buffer) {
        int index = indexOf(buffer, capacityOf(buffer));
        (index < 0 ? requireNonNull(strays) : checked(index)).putBack(buffer);
        turnIfOverrun();
    }

    private CheckedPool<B> checked(int index) {
        return (CheckedPool<B>) pools[index];
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
        all.add(unpooledStats());
        return List.copyOf(all);
    }

    private PoolStats unpooledStats() {
        long gets = unpooledGets.sum();
        long puts = unpooledPuts.sum();
        var unwatched = new PoolStats(
                unpooled.name(), gets, 0, gets, puts, puts, 0, 0, 0, tide.ticks());
        return strays == null ? unwatched : unwatched.plus(strays.stats());
    }

    @Override
    public final PoolStats totalStats() {
        return stats().stream().reduce(
                new PoolStats(name, 0, 0, 0, 0, 0, 0, 0, 0, tide.ticks()), PoolStats::plus);
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
