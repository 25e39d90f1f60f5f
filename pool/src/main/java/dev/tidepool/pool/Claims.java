// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BoundedPool} does with the objects in its {@link Berths}: all calls of the user's
 * code, on berths that the calling thread has in hand. Whatever that code throws, the berth comes
 * out as leased, idle or vacant, and its object is let go of once.
 *
 * <pre>
 * gets = hits + misses
 * puts = hits + dropped + evicted + retained           (when no operation is under way)
 * </pre>
 */
final class Claims<T> {

    private static final Logger LOG = System.getLogger("dev.tidepool.pool");

    private final BoundedSettings<T> settings;
    private final Hooks<T> hooks;
    private final boolean looksAtClaim;
    private final boolean looksAtReturn;
    private final Berths<T> berths;

    private final LongAdder failures = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder leaked = new LongAdder();
    private final LeakSites sites; // guarded by itself

    /** Whether {@link LeaseKeeper} looks after the leases; it alone writes this. */
    volatile boolean kept;

    Claims(BoundedSettings<T> settings) {
        this.settings = settings;
        this.hooks = settings.hooks();
        this.looksAtClaim = settings.looksAtClaim();
        this.looksAtReturn = settings.looksAtReturn();
        this.berths = new Berths<>(this, settings.capacity());
        this.sites = new LeakSites(name());
    }

    String name() {
        return hooks.name();
    }

    Berths<T> berths() {
        return berths;
    }

    /** {@return a lease; null if the time is up} Waits for ever for {@link Long#MAX_VALUE}. */
    @Nullable Lease<T> claim(long nanos) throws InterruptedException {
        Trace here = trace();
        BoundedLease<T> lease = looksAtClaim ? null : berths.lendIdle(here);
        if (lease == null) {
            Berth<T> berth = berths.take(nanos);
            lease = berth == null ? null : fill(berth, here);
        }
        return lent(lease);
    }

    @Nullable Lease<T> tryClaim() {
        Trace here = trace();
        BoundedLease<T> lease = looksAtClaim ? null : berths.lendIdle(here);
        if (lease == null) {
            Berth<T> berth = berths.tryTake();
            lease = berth == null ? null : fill(berth, here);
        }
        return lent(lease);
    }

    private @Nullable Trace trace() {
        return settings.checks().leaks() ? new Trace("claimed") : null;
    }

    private @Nullable Lease<T> lent(@Nullable BoundedLease<T> lease) {
        if (lease != null && !kept) { // read after the lease was counted, see LeaseKeeper
            LeaseKeeper.keep(this);
        }
        return lease;
    }

    /** Leases what is in a berth in hand, if it is fit, or a new object in the same berth. */
    private BoundedLease<T> fill(Berth<T> berth, @Nullable Trace here) {
        boolean fresh = false;
        try {
            T idle = berth.object;
            if (idle != null && !isFit(berth, idle)) {
                berth.forget();
                evicted.increment();
                hooks.evictLogged(idle);
            }
            if (berth.object == null) {
                fresh = true;
                berth.object = hooks.create();
                berth.madeAt = settings.clock().getAsLong();
            }
            return berths.lend(berth, here, fresh);
        } catch (Throwable e) {
            fail(berth, fresh, e);
            throw e;
        }
    }

    private boolean isFit(Berth<T> berth, T idle) {
        if (settings.checks().misuse() && settings.watch().print(idle) != berth.print) {
            Trace returnedAt = berth.returnedAt;
            throw new IllegalStateException("an object of pool " + name()
                    + " was used after its lease ended: changed since it was "
                    + (returnedAt == null ? "returned" : returnedAt.describe()), returnedAt);
        }
        return !settings.isExpired(berth)
                && (settings.validate() == null || settings.validate().test(idle));
    }

    /** Ends a claim that failed: its object, if there is one, is let go of. */
    private void fail(Berth<T> berth, boolean fresh, Throwable cause) {
        try {
            failures.increment();
            T object = berth.object;
            if (object != null) {
                if (!fresh) {
                    evicted.increment();
                }
                hooks.evict(object, cause);
            }
        } finally {
            berths.vacate(berth);
        }
    }

    /** Makes a berth in hand available that a claim was given and could not take. */
    void passOn(Berth<T> berth) {
        T object = berth.object;
        if (object == null) {
            berths.vacate(berth);
        } else if (!berths.keep(berth)) {
            evictIdle(berth, object);
        }
    }

    /** Ends a lease, if it has not ended, by its holder's will. */
    void end(Hold<T> hold, boolean broken) {
        Berth<T> berth = looksAtReturn || broken
                ? berths.takeBack(hold, true)
                : berths.takeBackIdle(hold);
        if (berth != null) {
            giveBack(berth, broken);
        }
    }

    private void giveBack(Berth<T> berth, boolean broken) {
        T object = Berths.objectOf(berth);
        try {
            if (!broken && !berths.isClosed() && !settings.isExpired(berth)) {
                clean(berth, object);
                if (berths.keep(berth)) {
                    return;
                }
            }
        } catch (Throwable e) {
            try {
                dropped.increment();
                hooks.evict(object, e);
            } finally {
                berths.vacate(berth);
            }
            throw e;
        }
        try {
            dropped.increment();
            hooks.evict(object);
        } finally {
            berths.vacate(berth);
        }
    }

    private void clean(Berth<T> berth, T object) {
        if (hooks.reset() != null) {
            hooks.reset().accept(object);
        }
        if (settings.checks().misuse()) {
            berth.print = settings.watch().print(object);
            berth.returnedAt = new Trace("returned");
        }
    }

    /** The lease was collected without having ended. On the thread of {@link LeaseKeeper}. */
    void abandoned(Hold<T> hold) {
        Berth<T> berth = berths.takeBack(hold, false);
        if (berth == null) {
            return;
        }
        leaked.increment();
        try {
            if (settings.evictsAbandoned()) {
                hooks.evictLogged(Berths.objectOf(berth));
            }
        } finally {
            berths.vacate(berth);
        }
        report(hold.claimedAt);
    }

    private void report(@Nullable Trace claimedAt) {
        if (claimedAt == null) {
            if (leaked.sum() == 1) {
                LOG.log(Level.WARNING, "a lease of pool {0} was never closed; checks(Checks.LEAKS)"
                        + " tell where it was claimed", name());
            }
            return;
        }
        List<LeakReport> reports;
        synchronized (sites) {
            reports = sites.add(claimedAt) ? sites.reports() : List.of();
        }
        for (LeakReport report : reports) {
            LOG.log(Level.WARNING, report.toString());
            settings.watch().tell(report);
        }
    }

    void close() {
        Berth<T> berth = berths.close();
        while (berth != null) {
            Berth<T> next = berth.next;
            berth.next = null;
            evictIdle(berth, Berths.objectOf(berth));
            berth = next;
        }
        if (kept) {
            LeaseKeeper.review();
        }
    }

    private void evictIdle(Berth<T> berth, T object) {
        try {
            evicted.increment();
            hooks.evictLogged(object);
        } finally {
            berths.vacate(berth);
        }
    }

    long leaked() {
        return leaked.sum();
    }

    PoolStats stats() {
        Berths.Count count = berths.count();
        long misses = count.misses() + failures.sum();
        return new PoolStats(name(), count.hits() + misses, count.hits(), misses, count.returns(),
                dropped.sum(), evicted.sum(), count.idle(), 0, 0);
    }
}
