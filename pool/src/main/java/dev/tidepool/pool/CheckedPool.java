// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import dev.tidepool.pool.IdleQueue.Idle;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A pool that watches its users, see {@link Checks}: one queue under one lock. First in, first out,
 * so that each object rests as long as possible before it is handed out again.
 *
 * <p>By its simplicity it is also the model that the other pools are tested against.
 */
final class CheckedPool<T> extends BasePool<T> {

    private static final Logger LOG = System.getLogger("dev.tidepool.pool");
    private static final int LIFE_TURNS = 2;
    private static final long LEAK_GATHERING_NANOS = 10_000_000;

    private final int maxRetained;
    private final Budget bytes;
    private final Checks checks;
    private final Watch<T> watch;

    private final Object lock; // guards the rest; the ledger, which may be shared with other pools
    private final IdleQueue<T> idle = new IdleQueue<>();
    /** No longer cached, and not yet given to {@code onEvict}: kept here until it is. */
    private final IdleQueue<T> leaving = new IdleQueue<>();
    private final Ledger<T> ledger;
    private boolean closed;
    private long turns;
    private long hits;
    private long misses;
    private long puts;
    private long dropped;
    private long evicted;
    private long retainedBytes;

    CheckedPool(Hooks<T> hooks, Tide tide, int maxRetained, Budget bytes, Checks checks,
            Watch<T> watch, Ledger<T> ledger) {
        super(hooks, tide);
        this.maxRetained = maxRetained;
        this.bytes = bytes;
        this.checks = checks;
        this.watch = watch;
        this.ledger = ledger;
        this.lock = ledger;
    }

    @Override
    public T get() {
        return obtain(Ticket.State.LENT);
    }

    @Override
    public Lease<T> lease() {
        return new CheckedLease<>(name(), obtain(Ticket.State.LEASED), this::putBack);
    }

    /** Takes note of an object that was made for a caller without this pool's factory. */
    T lend(T fresh, Ticket.State how) {
        var here = new Trace(how == Ticket.State.LEASED ? "leased" : "got");
        synchronized (lock) {
            misses++;
            ledger.lend(fresh, how, here);
        }
        if (checks.leaks()) {
            register();
        }
        return fresh;
    }

    T obtain(Ticket.State how) {
        var here = new Trace(how == Ticket.State.LEASED ? "leased" : "got");
        T object = takeIdle(how, here);
        if (object == null) {
            object = hooks.create();
            synchronized (lock) {
                ledger.lend(object, how, here);
            }
        }
        if (checks.leaks()) {
            register();
        }
        return object;
    }

    @Override
    public @Nullable T poll() {
        T object = takeIdle(Ticket.State.LENT, new Trace("got"));
        if (object != null && checks.leaks()) {
            register();
        }
        return object;
    }

    private @Nullable T takeIdle(Ticket.State how, Trace here) {
        reportLeaks();
        Idle<T> found;
        synchronized (lock) {
            found = idle.poll();
            if (found == null) {
                misses++;
                return null;
            }
            forgetBytes(found.size);
        }
        boolean untouched;
        try {
            untouched = isUntouched(found);
        } catch (Throwable e) {
            synchronized (lock) {
                misses++;
                evicted++;
            }
            hooks.evict(found.object, e);
            throw e;
        }
        synchronized (lock) {
            if (untouched) {
                hits++;
                ledger.lend(found.object, how, here);
                return found.object;
            }
            misses++;
            evicted++;
        }
        throw usedAfterPut(found.object);
    }

    private boolean isUntouched(Idle<T> found) {
        try {
            return !checks.misuse() || watch.print(found.object) == found.print;
        } catch (RuntimeException e) {
            return false; // a fingerprint that worked at put fails now: the object has changed
        }
    }

    private IllegalStateException usedAfterPut(T object) {
        Trace putAt;
        synchronized (lock) {
            putAt = ledger.findOrAdd(object).putAt;
        }
        var error = new IllegalStateException("an object of pool " + name()
                + " was used after put: changed since it was " + describe(putAt), putAt);
        hooks.evict(object, error);
        return error;
    }

    @Override
    public void put(T object) {
        put(requireNonNull(object, "object"), false);
    }

    /** Puts a leased object back. */
    void putBack(T object) {
        put(object, true);
    }

    private void put(T object, boolean byLease) {
        reportLeaks();
        claim(object, byLease, new Trace("put"));
        boolean kept;
        try {
            kept = admit(object);
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

    /** Makes this put the one that gives the object up: of two that race, one fails here. */
    private void claim(T object, boolean byLease, Trace here) {
        synchronized (lock) {
            Ticket<T> ticket = ledger.find(object);
            if (checks.misuse() && ticket != null) {
                if (ticket.state == Ticket.State.PUT) {
                    throw new IllegalStateException("an object of pool " + name()
                            + " is already put: " + describe(ticket.putAt), ticket.putAt);
                }
                if (ticket.state == Ticket.State.LEASED && !byLease) {
                    throw new IllegalStateException("an object of pool " + name()
                            + " is put while leased: " + describe(ticket.gotAt), ticket.gotAt);
                }
            }
            ledger.takeBack(ticket != null ? ticket : ledger.findOrAdd(object), here);
            puts++;
        }
    }

    private static String describe(@Nullable Trace trace) {
        return trace == null ? "at an unknown place" : trace.describe();
    }

    private boolean admit(T object) {
        hooks.wipe(object);
        synchronized (lock) {
            if (closed) {
                return false;
            }
        }
        long size = hooks.admit(object);
        if (size == Hooks.REFUSED) {
            return false;
        }
        long print = checks.misuse() ? watch.print(object) : 0;
        register(); // it may fail, which must not be after the object is cached
        synchronized (lock) {
            if (closed || idle.size() >= maxRetained) {
                return false;
            }
            var one = new Idle<>(object, size, turns, print); // first: it may find no room
            if (!bytes.takeAll(size)) {
                bytes.refuse(size);
                return false;
            }
            idle.add(one);
            retainedBytes += size;
        }
        register();
        return true;
    }

    private void forgetBytes(long size) {
        retainedBytes -= size;
        bytes.giveBack(size);
    }

    private void countDrop() {
        synchronized (lock) {
            dropped++;
        }
    }

    @Override
    boolean needsTide() {
        synchronized (lock) {
            return idle.size() > 0 || leaving.size() > 0
                    || (checks.leaks() && ledger.out() > 0);
        }
    }

    @Override
    Runnable turn() {
        synchronized (lock) {
            turns++;
            removeIdle(turns - LIFE_TURNS);
            return () -> {
                letGo();
                reportLeaks();
            };
        }
    }

    @Override
    void turnWithoutWaiting() {
        turn().run();
    }

    @Override
    public void clear() {
        synchronized (lock) {
            removeIdle(Long.MAX_VALUE);
        }
        letGo();
        reportLeaks();
        leaveIfEmpty();
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        clear();
    }

    /** Removes what was put up to a turn. */
    private void removeIdle(long upToTurn) {
        for (Idle<T> next = idle.peek(); next != null && next.turn <= upToTurn;
                next = idle.peek()) {
            idle.moveFirstTo(leaving);
            forgetBytes(next.size);
            evicted++;
        }
    }

    /** Runs user code, so no lock is held. What is not let go of if this fails is still there. */
    private void letGo() {
        for (Idle<T> next = nextLeaving(); next != null; next = nextLeaving()) {
            hooks.evictLogged(next.object);
        }
    }

    private @Nullable Idle<T> nextLeaving() {
        synchronized (lock) {
            return leaving.poll();
        }
    }

    /** Reports places that leaked for the first time, once the collector's batch is complete. */
    private void reportLeaks() {
        synchronized (lock) {
            if (!ledger.reap() || !checks.leaks()) {
                return;
            }
        }
        LockSupport.parkNanos(LEAK_GATHERING_NANOS);
        List<LeakReport> reports;
        synchronized (lock) {
            ledger.reap();
            reports = ledger.reports();
        }
        for (LeakReport report : reports) {
            LOG.log(Level.WARNING, report.toString());
            watch.tell(report);
        }
    }

    @Override
    public PoolStats stats() {
        reportLeaks();
        synchronized (lock) {
            return new PoolStats(name(), hits + misses, hits, misses, puts, dropped, evicted,
                    idle.size(), retainedBytes, tide().ticks());
        }
    }
}
