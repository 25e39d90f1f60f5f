// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A pool of two generations. Puts go to the primary. A turn of the tide makes the primary the
 * victim and drops the old victim. Gets look into the primary, then into the victim, one object at
 * a time: what is used moves over, what is not used is dropped at the next turn.
 *
 * <p>{@code primary} is {@link #EMPTY} while nothing has been put since the last turn. Only a put
 * leaves {@code EMPTY}, by CAS. Turn, clear and close exclude each other by the turn lock, which no
 * get or put takes; only they leave a real generation, and nobody leaves {@link #CLOSED}.
 *
 * <p>Ordering: the CAS of the first put, and the volatile store of a turn, pair with the volatile
 * read of {@code primary} in every operation and publish a fully built generation.
 */
abstract sealed class TieredPool<T> extends BasePool<T> permits PlainPool, GuardedPool {

    private static final @Nullable Cache<?>[] EMPTY = sentinel();
    private static final @Nullable Cache<?>[] CLOSED = sentinel();
    private static final VarHandle PRIMARY = primaryHandle();

    /** The primary generation's table, whose anchor leads to the generation. */
    private volatile @Nullable Cache<T>[] primary = empty();
    private volatile @Nullable Generation<T> victim;
    private final Sizing sizing;
    private final boolean exact;
    private final Budget objects;
    private final Budget bytes;
    private final @Nullable Shelves<T> shelves;
    private final LongAdder misses = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    private final Object turnLock = new Object(); // guards the rest
    private final PastBooks past = new PastBooks();
    private @Nullable Generation<T> undrained;

    TieredPool(Hooks<T> hooks, Tide tide, Sizing sizing, Budget objects,
            @Nullable Shelves<T> shelves) {
        super(hooks, tide);
        this.sizing = sizing;
        this.exact = hooks.onEvict() != null;
        this.objects = objects;
        this.shelves = shelves;
        this.bytes = new Budget(Math.max(0, sizing.maxBytes()));
    }

    final @Nullable Cache<T>[] primary() {
        return primary;
    }

    /** Takes an object from either generation; null, and a miss, if none is found. */
    final @Nullable T take(Thread thread) {
        Generation<T> g = ThreadTable.generation(primary);
        T object = g.take(thread);
        publishTable(g);
        if (object == null) {
            Generation<T> old = victim;
            if (old != null) {
                object = old.take(thread);
            }
            if (object == null) {
                misses.increment();
            }
        }
        return object;
    }

    /**
     * Caches an object; false if it is not cached. Never throws once it is cached. If the
     * generation ended meanwhile, its successor is tried, once.
     */
    final boolean give(Thread thread, T object, long size) {
        Generation<T> first = openPrimary();
        if (first == null) {
            return false;
        }
        if (first.give(thread, object, size)) {
            try {
                publishTable(first);
            } catch (StackOverflowError e) {
                // The next one does it; the caller must not think that the object is not cached.
            }
            return true;
        }
        Generation<T> second = openPrimary();
        return second != null && second != first && second.give(thread, object, size);
    }

    /** Caches an object that the hooks have admitted; false if it is not cached. */
    abstract boolean deposit(T object, long size);

    /** Puts an object by way of the hooks, and lets it go if it is not cached. */
    final void putTended(T object) {
        requireNonNull(object, "object");
        boolean kept;
        try {
            hooks.wipe(object);
            long size = primary == CLOSED ? Hooks.REFUSED : hooks.admit(object);
            kept = size != Hooks.REFUSED && deposit(object, size);
        } catch (Throwable e) {
            countDrop();
            hooks.evict(object, e);
            throw e;
        }
        if (!kept) {
            countDrop();
            hooks.evict(object);
        }
    }

    final void countDrop() {
        dropped.increment();
        if (sizing.objectBytes() > 0) {
            objects.refuse(1);
        }
    }

    /** The primary, begun if need be and known to the tide; null if nothing can be cached. */
    private @Nullable Generation<T> openPrimary() {
        @Nullable Cache<T>[] table = primary;
        if (table == EMPTY && sizing.maxRetained() > 0) {
            var fresh = new Generation<T>(sizing, objects, bytes, exact);
            PRIMARY.compareAndSet(this, EMPTY, fresh.table());
            table = primary;
        }
        if (!isReal(table)) {
            return null;
        }
        register();
        return ThreadTable.generation(table);
    }

    /**
     * Lets the fast path see a table that has grown, unless the generation is no longer primary.
     */
    private void publishTable(Generation<T> generation) {
        @Nullable Cache<T>[] seen = primary;
        @Nullable Cache<T>[] grown = generation.table();
        if (seen != grown && isReal(seen) && ThreadTable.generation(seen) == generation) {
            PRIMARY.compareAndSet(this, seen, grown);
        }
    }

    @Override
    public final @Nullable T poll() {
        return take(Thread.currentThread());
    }

    @Override
    public final Lease<T> lease() {
        return new PooledLease<>(this, get());
    }

    @Override
    final boolean needsTide() {
        synchronized (turnLock) {
            return isReal(primary) || victim != null || undrained != null;
        }
    }

    @Override
    final @Nullable Runnable turn() {
        synchronized (turnLock) {
            drop(victim);
            @Nullable Cache<T>[] table = primary;
            @Nullable Cache<T>[] none = empty();
            if (isReal(table)) {
                Generation<T> g = ThreadTable.generation(table);
                g.becomeVictim();
                victim = g; // first, so that what is in it never is out of reach
                primary = none;
                clearShelves();
            } else {
                victim = null;
            }
            return undrained == null ? null : () -> drain(true);
        }
    }

    @Override
    final void turnWithoutWaiting() {
        turn();
        drain(false);
    }

    @Override
    public final void clear() {
        synchronized (turnLock) {
            @Nullable Cache<T>[] table = primary;
            @Nullable Cache<T>[] none = empty();
            drop(victim);
            victim = null;
            if (isReal(table)) {
                drop(ThreadTable.generation(table));
                primary = none;
                clearShelves();
            }
        }
        drain(true);
        leaveIfEmpty();
    }

    @Override
    public final void close() {
        synchronized (turnLock) {
            drop(victim);
            victim = null;
            @Nullable Cache<T>[] table;
            do { // again after a first put, or if a table grew
                table = primary;
                if (isReal(table)) {
                    drop(ThreadTable.generation(table));
                }
            } while (!PRIMARY.compareAndSet(this, table, CLOSED));
            clearShelves();
        }
        drain(true);
        leaveIfEmpty();
    }

    private void clearShelves() {
        if (shelves != null) {
            shelves.forget();
        }
    }

    /**
     * Ends a generation that is about to be made unreachable for new operations: first, so that it
     * is found again if what follows fails. Those that begin meanwhile are late ones.
     */
    private void drop(@Nullable Generation<T> g) {
        if (g == null) {
            return;
        }
        g.close();
        past.add(g.books());
        if (exact && !g.dropped) { // no call from here on, and so no overflow of the stack
            g.dropped = true;
            g.nextDropped = undrained;
            undrained = g;
        }
    }

    /** Lets go of what dropped generations hold. Runs user code, so no lock is held. */
    private void drain(boolean patient) {
        Generation<T> left;
        synchronized (turnLock) {
            left = undrained;
            undrained = null;
        }
        try {
            while (left != null) {
                Generation<T> next = left.nextDropped;
                if (!left.drain(hooks::evictLogged, patient)) {
                    left.nextDropped = null;
                    keepForLater(left);
                }
                left = next;
            }
        } finally {
            keepForLater(left); // null but after an error
        }
    }

    /** Links all of a list, without allocating, which could fail. */
    private void keepForLater(@Nullable Generation<T> first) {
        if (first == null) {
            return;
        }
        synchronized (turnLock) {
            Generation<T> last = first;
            while (last.nextDropped != null) {
                last = last.nextDropped;
            }
            last.nextDropped = undrained;
            undrained = first;
        }
        register(); // the tide may have let go of the pool while this drain had the generation
    }

    @Override
    public final PoolStats stats() {
        synchronized (turnLock) {
            long puts = past.puts();
            long takes = past.takes();
            long retained = 0;
            long retainedBytes = 0;
            for (Generation<T> g : live()) {
                long deposits = g.books().puts();
                long withdrawals = g.books().takes();
                puts += deposits;
                takes += withdrawals;
                retained += deposits - withdrawals;
                retainedBytes += g.books().bytes();
            }
            retainedBytes += retained * sizing.objectBytes();
            long missed = misses.sum();
            long refused = dropped.sum();
            return new PoolStats(name(), takes + missed, takes, missed, puts + refused, refused,
                    puts - takes - retained, retained, retainedBytes, tide().ticks());
        }
    }

    private List<Generation<T>> live() {
        List<Generation<T>> live = new ArrayList<>(2);
        @Nullable Cache<T>[] table = primary;
        if (isReal(table)) {
            live.add(ThreadTable.generation(table));
        }
        if (victim != null) {
            live.add(requireNonNull(victim));
        }
        live.removeIf(g -> g.books().past); // after an error, dropped and still here
        return live;
    }

    /**
     * Checks, while nobody uses the pool, that permits and counters add up:
     * {@code free + sum of held over live generations = maxRetained}, likewise in bytes, and the
     * invariant of {@link Generation}. In a pool that shares the budget of objects, the first sum
     * is for the one who shares it out to check.
     *
     * @return permits held by live generations
     * @throws IllegalStateException if they do not add up
     */
    final long checkInvariants() {
        synchronized (turnLock) {
            long held = 0;
            long heldBytes = bytes.free();
            for (Generation<T> g : live()) {
                g.checkInvariants();
                held += g.objects().held();
                heldBytes += g.bytes().held();
            }
            boolean shared = sizing.objectBytes() > 0;
            if ((!shared && held + objects.free() != objects.limit())
                    || heldBytes != bytes.limit()) {
                throw new IllegalStateException("objects " + held + " held and " + objects.free()
                        + " free of " + objects.limit() + ", bytes " + heldBytes + " of "
                        + bytes.limit());
            }
            return held;
        }
    }

    private static boolean isReal(@Nullable Cache<?>[] table) {
        return table != EMPTY && table != CLOSED;
    }

    @SuppressWarnings("unchecked")
    private static <T> @Nullable Cache<T>[] empty() {
        return (Cache<T>[]) EMPTY;
    }

    private static @Nullable Cache<?>[] sentinel() {
        var nothing = Sizing.of(0, Sizing.UNSIZED);
        return new Generation<>(nothing, new Budget(0), new Budget(0), false).table();
    }

    private static VarHandle primaryHandle() {
        try {
            return MethodHandles.lookup()
                    .findVarHandle(TieredPool.class, "primary", Cache[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
