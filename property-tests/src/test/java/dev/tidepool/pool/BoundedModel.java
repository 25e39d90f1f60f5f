// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * A bounded pool beside an oracle that says of each operation exactly what it answers: a stack of
 * what is idle, and who holds what.
 */
final class BoundedModel {

    private static final long LIFE = 100;

    /** What is wrong with an object, and so which hook fails on it. */
    enum Flaw {
        NONE,
        INVALID,
        UNTELLABLE,
        UNCLEANABLE
    }

    /** A pooled object. */
    private static final class Thing {
        final long madeAt;
        Flaw flaw = Flaw.NONE;

        Thing(long madeAt) {
            this.madeAt = madeAt;
        }
    }

    private static final class Spoiled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final int capacity;
    private final BoundedPool<Thing> pool;

    private final Deque<Thing> idle = new ArrayDeque<>();
    private final List<Lease<Thing>> leases = new ArrayList<>();
    private final List<Lease<Thing>> ended = new ArrayList<>();
    private final Set<Thing> letGo = new LinkedHashSet<>();
    private boolean closed;
    private boolean factoryFails;
    private long now;
    private long hits;
    private long misses;
    private long puts;
    private long dropped;
    private long evicted;

    private Thing made;
    private final List<Thing> evictions = new ArrayList<>();

    BoundedModel(int capacity) {
        this.capacity = capacity;
        pool = BoundedPool.builder(this::make).capacity(capacity).validate(this::isFit)
                .reset(this::reset).onEvict(evictions::add).expireAfter(Duration.ofNanos(LIFE))
                .clock(() -> now).build();
    }

    private Thing make() {
        if (factoryFails) {
            throw new Spoiled();
        }
        made = new Thing(now);
        return made;
    }

    private boolean isFit(Thing thing) {
        if (thing.flaw == Flaw.UNTELLABLE) {
            throw new Spoiled();
        }
        return thing.flaw != Flaw.INVALID;
    }

    private void reset(Thing thing) {
        if (thing.flaw == Flaw.UNCLEANABLE) {
            throw new Spoiled();
        }
    }

    void claim(boolean timed) {
        if (closed) {
            misses++;
            assertThrows(IllegalStateException.class, () -> call(timed));
            return;
        }
        if (idle.isEmpty() && leases.size() == capacity) {
            misses++;
            assertExhausted(timed);
            return;
        }
        Thing top = idle.poll();
        boolean expired = top != null && now - top.madeAt >= LIFE;
        boolean hit = top != null && !expired && top.flaw != Flaw.INVALID
                && top.flaw != Flaw.UNTELLABLE;
        if (top != null && !hit) {
            evicted++;
            letGo.add(top);
        }
        boolean fails = top != null && !expired && top.flaw == Flaw.UNTELLABLE
                || !hit && factoryFails;
        if (hit) {
            hits++;
        } else {
            misses++;
        }
        if (fails) {
            assertThrows(Spoiled.class, () -> call(timed));
            return;
        }
        Lease<Thing> lease = call(timed);
        assertNotNull(lease);
        assertSame(hit ? top : made, lease.get());
        leases.add(lease);
    }

    private Lease<Thing> call(boolean timed) {
        try {
            return timed ? pool.claim(Duration.ZERO) : pool.tryClaim();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private void assertExhausted(boolean timed) {
        if (timed) {
            assertThrows(TimeoutException.class, () -> pool.claim(Duration.ZERO));
        } else {
            assertNull(pool.tryClaim());
        }
    }

    /** Ends one of the leases; the object has that flaw by then. */
    void end(int n, Flaw flaw, boolean broken) {
        if (leases.isEmpty()) {
            return;
        }
        Lease<Thing> lease = leases.remove(n % leases.size());
        ended.add(lease);
        Thing thing = lease.get();
        thing.flaw = flaw;
        puts++;
        boolean looked = !broken && !closed && now - thing.madeAt < LIFE;
        if (looked && flaw != Flaw.UNCLEANABLE) {
            idle.push(thing);
        } else {
            dropped++;
            letGo.add(thing);
        }
        if (looked && flaw == Flaw.UNCLEANABLE) {
            assertThrows(Spoiled.class, lease::close);
        } else if (broken) {
            pool.discard(lease);
        } else {
            lease.close();
        }
    }

    /** Ends a lease that has ended. */
    void endAgain(int n, boolean broken) {
        if (ended.isEmpty()) {
            return;
        }
        Lease<Thing> lease = ended.get(n % ended.size());
        if (broken) {
            pool.discard(lease);
        } else {
            lease.close();
        }
        assertThrows(IllegalStateException.class, lease::get);
    }

    void pass(int time) {
        now += time;
    }

    void switchFactory() {
        factoryFails = !factoryFails;
    }

    void close() {
        closed = true;
        evicted += idle.size();
        letGo.addAll(idle);
        idle.clear();
        pool.close();
    }

    void check() {
        assertEquals(0, pool.berths().checkInvariants());
        assertEquals(leases.size(), pool.leased());
        assertEquals(0, pool.waiting());
        assertEquals(evictions.size(), Set.copyOf(evictions).size(), "evicted twice");
        assertEquals(letGo, Set.copyOf(evictions));
        assertEquals(new PoolStats(pool.name(), hits + misses, hits, misses, puts, dropped, evicted,
                idle.size(), 0, 0), pool.stats());
        assertEquals(puts, hits + dropped + evicted + idle.size());
    }
}
