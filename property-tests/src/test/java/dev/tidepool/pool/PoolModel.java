// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pool beside an oracle: the multiset of what is cached, each object with the turn it was put in.
 * The oracle does not say which object a get returns, nor whether a put is accepted, but it bounds
 * what a get may overlook and what a put may refuse, see {@link Reach}; everything else is exact.
 */
final class PoolModel {

    /** What the pool is furnished with. */
    enum Kind {
        PLAIN,
        HOOKED,
        EVICTING,
        BYTES,
        EVICTING_BYTES,
        CHECKED;

        boolean admits() {
            return this == HOOKED || this == EVICTING_BYTES || this == CHECKED;
        }

        boolean evicts() {
            return this == EVICTING || this == EVICTING_BYTES || this == CHECKED;
        }

        boolean sizes() {
            return this == BYTES || this == EVICTING_BYTES || this == CHECKED;
        }
    }

    /** What the oracle knows of a cached object. */
    private record Cached(long turn, long size) {
    }

    private static final class Spoiled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    final Kind kind;
    private final int maxRetained;
    private final long maxBytes;
    private final Tide tide = Tide.manual();
    private final Pool<Thing> pool;
    private final Reach reach;

    private final Map<Thing, Cached> cached = new LinkedHashMap<>();
    private final Set<Thing> letGo = new LinkedHashSet<>();
    private final List<Thing> held = new ArrayList<>();
    private final List<Lease<Thing>> leases = new ArrayList<>();
    private boolean closed;
    private long turn;
    private long hits;
    private long misses;
    private long puts;
    private long dropped;
    private long evicted;
    private long expectedResets;

    private int things;
    private long resets;
    private Thing made;
    private final Set<Thing> evictions = new LinkedHashSet<>();
    private String fault = "";

    PoolModel(Kind kind, int maxRetained, long maxBytes) {
        this.kind = kind;
        this.maxRetained = maxRetained;
        this.maxBytes = maxBytes;
        PoolBuilder<Thing> builder = Pool.builder(this::make).tide(tide).maxRetained(maxRetained);
        if (kind.admits()) {
            builder.retainIf(this::isWorthKeeping).reset(this::reset);
        }
        if (kind.evicts()) {
            builder.onEvict(this::evict);
        }
        if (kind.sizes()) {
            builder.maxRetainedBytes(maxBytes, thing -> thing.size);
        }
        if (kind == Kind.CHECKED) {
            builder.checks(Checks.MISUSE);
        }
        this.pool = builder.build();
        this.reach = new Reach(Sizing.of(maxRetained, kind.sizes() ? maxBytes : Sizing.UNSIZED),
                kind == Kind.CHECKED);
    }

    private Thing make() {
        made = new Thing(things++, things % 50);
        return made;
    }

    private boolean isWorthKeeping(Thing thing) {
        if (thing.nature == Thing.Nature.UNTELLABLE) {
            throw new Spoiled();
        }
        return thing.nature != Thing.Nature.REFUSED;
    }

    private void reset(Thing thing) {
        resets++;
        if (thing.nature == Thing.Nature.SPOILED) {
            throw new Spoiled();
        }
    }

    private void evict(Thing thing) {
        if (!evictions.add(thing)) {
            fault = thing + " was evicted twice";
        }
    }

    // ---- actions

    void get() {
        Thing before = made;
        Thing got = pool.get();
        if (got == made && got != before) {
            missed();
        } else {
            hit(got);
        }
        held.add(got);
    }

    void poll() {
        Thing got = pool.poll();
        if (got == null) {
            missed();
        } else {
            hit(got);
            held.add(got);
        }
    }

    void lease() {
        Thing before = made;
        Lease<Thing> lease = pool.lease();
        assertSame(lease.get(), lease.get());
        if (lease.get() == made && made != before) {
            missed();
        } else {
            hit(lease.get());
        }
        leases.add(lease);
    }

    private void missed() {
        misses++;
        assertTrue(cached.size() <= reach.mayOverlook(),
                () -> "missed although " + cached.size() + " are cached: " + reach);
        reach.looked();
    }

    private void hit(Thing got) {
        assertNotNull(got);
        if (kind == Kind.CHECKED) {
            assertSame(cached.keySet().iterator().next(), got, "not the one put longest ago");
        }
        Cached entry = cached.remove(got);
        assertNotNull(entry, () -> got + " is handed out, which is not cached");
        hits++;
        reach.looked();
    }

    /** Puts back something that is held, or an object that the pool did not make. */
    void put(int choice, Thing.Nature nature) {
        Thing thing = held.isEmpty() || choice % 8 == 0 ? new Thing(things++, choice % 50)
                : held.remove(choice % held.size());
        thing.nature = nature;
        putBack(thing, () -> pool.put(thing));
    }

    /** Leases are closed in any order, and closing one again changes nothing. */
    void closeLease(int choice) {
        if (!leases.isEmpty()) {
            Lease<Thing> lease = leases.remove(choice % leases.size());
            putBack(lease.get(), lease::close);
            lease.close();
            assertThrows(IllegalStateException.class, lease::get);
        }
    }

    private void putBack(Thing thing, Runnable put) {
        boolean throwing = !closed && kind.admits() && (thing.nature == Thing.Nature.SPOILED
                || thing.nature == Thing.Nature.UNTELLABLE);
        if (throwing) {
            assertThrows(Spoiled.class, put::run);
        } else {
            put.run();
        }
        puts++;
        if (!closed && kind.admits() && (thing.nature == Thing.Nature.GOOD
                || thing.nature == Thing.Nature.SPOILED)) {
            expectedResets++;
        }
        boolean accepted = pool.stats().dropped() == dropped;
        if (accepted) {
            assertFalse(closed, "a closed pool accepts");
            assertTrue(!kind.admits() || thing.nature == Thing.Nature.GOOD, "refused, but kept");
            cached.put(thing, new Cached(turn, thing.size));
            reach.accepted();
        } else {
            assertMayDrop(thing);
            dropped++;
            letGo.add(thing);
            reach.refused();
        }
        thing.size++; // the account must not depend on what a rogue holder does
    }

    private void assertMayDrop(Thing thing) {
        boolean good = !closed && (!kind.admits() || thing.nature == Thing.Nature.GOOD);
        boolean objectsLeft = cached.size() + reach.mayHoard() < maxRetained;
        boolean bytesLeft = !kind.sizes()
                || cachedBytes() + thing.size + reach.mayHoardBytes() <= maxBytes;
        assertFalse(good && objectsLeft && bytesLeft, () -> thing + " dropped, though only "
                + cached.size() + " of " + maxRetained + ", " + cachedBytes() + " bytes of "
                + maxBytes + " are cached: " + reach);
    }

    /** Many at once, as many as a full exchange with the depot takes. */
    void burst(int count) {
        int before = held.size();
        for (int i = 0; i < count; i++) {
            get();
        }
        while (held.size() > before) {
            put(8 * held.size() - 1, Thing.Nature.GOOD);
        }
    }

    void putMany(int count) {
        for (int i = 0; i < count; i++) {
            put(0, Thing.Nature.GOOD);
        }
    }

    void pollMany(int count) {
        for (int i = 0; i < count; i++) {
            poll();
        }
        held.clear(); // never put back: the pool must not care
    }

    /** A second put of what is cached is found by a pool that checks. */
    void putTwice() {
        if (kind == Kind.CHECKED && !cached.isEmpty()) {
            Thing thing = cached.keySet().iterator().next();
            assertThrows(IllegalStateException.class, () -> pool.put(thing));
        }
    }

    void tick() {
        tide.tick();
        turn++;
        letGoOf(turn - 2);
        reach.turned();
    }

    void clear() {
        pool.clear();
        letGoOf(turn);
        reach.cleared();
    }

    void close() {
        pool.close();
        closed = true;
        letGoOf(turn);
        reach.cleared();
    }

    private void letGoOf(long upToTurn) {
        cached.entrySet().removeIf(entry -> {
            boolean old = entry.getValue().turn() <= upToTurn;
            if (old) {
                evicted++;
                letGo.add(entry.getKey());
            }
            return old;
        });
    }

    // ---- what holds after each action

    void check() {
        PoolStats stats = pool.stats();
        assertEquals(stats.gets(), stats.hits() + stats.misses());
        assertEquals(stats.puts(),
                stats.hits() + stats.dropped() + stats.evicted() + stats.retained());
        assertEquals(new PoolStats(pool.name(), hits + misses, hits, misses, puts, dropped,
                evicted, cached.size(), cachedBytes(), turn), stats);
        assertTrue(stats.retained() <= maxRetained, "bound in objects");
        assertTrue(stats.retainedBytes() <= maxBytes, "bound in bytes");
        assertEquals("", fault);
        assertEquals(kind.evicts() ? letGo : Set.of(), evictions, "onEvict once for each let go");
        assertEquals(expectedResets, resets, "reset once for each put");
        if (pool instanceof TieredPool<Thing> tiered) {
            tiered.checkInvariants();
        }
    }

    /** Whatever happened, two ticks without use leave nothing behind. */
    void checkEnd() {
        tick();
        tick();
        check();
        assertTrue(cached.isEmpty());
        assertNull(pool.poll());
        misses++;
        check();
    }

    private long cachedBytes() {
        return kind.sizes() ? cached.values().stream().mapToLong(Cached::size).sum() : 0;
    }
}
