// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A pool of buffers beside an oracle: the multiset of what is cached, each buffer with the turn it
 * was put in, and naive counters for each capacity. The oracle does not say which buffer a get
 * returns, nor whether a put beside others is accepted; everything else is exact.
 */
final class BufferModel {

    /** What the pool is furnished with. */
    enum Kind {
        PLAIN,
        TENDED,
        EVICTING,
        CHECKED
    }

    /** A buffer of which nothing matters but its capacity. */
    static final class Chunk {
        final int capacity;
        final boolean spoiled;

        Chunk(int capacity, boolean spoiled) {
            this.capacity = capacity;
            this.spoiled = spoiled;
        }
    }

    private static final class Spoiled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The counters of a class, or of what is of none. */
    private static final class Counts {
        long hits;
        long misses;
        long puts;
        long dropped;
        long evicted;
    }

    private static final int UNPOOLED = Integer.MAX_VALUE;

    private final Kind kind;
    private final long bound;
    private final Tide tide = Tide.manual();
    private final ClassedBufferPool<Chunk> pool;
    private final Map<Chunk, Long> cached = new LinkedHashMap<>();
    private final Set<Chunk> letGo = new LinkedHashSet<>();
    private final Set<Chunk> evictions = new LinkedHashSet<>();
    private final List<Chunk> held = new ArrayList<>();
    private final List<Lease<Chunk>> leases = new ArrayList<>();
    private final Map<Integer, Counts> counts = new TreeMap<>();
    private Chunk made;
    private String fault = "";
    private boolean closed;
    private long turn;
    private long ticks;
    /** What puts have been refused for since the pool last aged by itself. */
    private long refused;
    /** The last turn in which a put was accepted; before, no generation holds a permit. */
    private long lastUse = -2;

    BufferModel(Kind kind, long bound) {
        this.kind = kind;
        this.bound = bound;
        BufferPoolBuilder<Chunk> builder = BufferPool.builder(this::make,
                (Chunk chunk) -> chunk.capacity);
        builder.tide(tide).maxRetainedBytes(bound);
        if (kind == Kind.TENDED) {
            builder.reset(BufferModel::reset);
        }
        if (kind == Kind.EVICTING || kind == Kind.CHECKED) {
            builder.onEvict(this::evict);
        }
        if (kind == Kind.CHECKED) {
            builder.checks(Checks.MISUSE).reset(BufferModel::reset);
        }
        pool = (ClassedBufferPool<Chunk>) builder.build();
        counts.put(UNPOOLED, new Counts());
    }

    private Chunk make(int capacity) {
        made = new Chunk(capacity, false);
        return made;
    }

    private static void reset(Chunk chunk) {
        if (chunk.spoiled) {
            throw new Spoiled();
        }
    }

    private void evict(Chunk chunk) {
        if (!evictions.add(chunk)) {
            fault = "evicted twice: " + chunk.capacity;
        }
    }

    /** The class by a naive search: capacities have at most three significant bits. */
    private int classFor(int size) {
        int capacity = Math.max(1, size);
        while (!isClass(capacity)) {
            capacity++;
        }
        return capacity <= bound ? capacity : UNPOOLED;
    }

    private static boolean isClass(int capacity) {
        return capacity <= 8 ? capacity > 0
                : Integer.numberOfTrailingZeros(capacity)
                        >= 29 - Integer.numberOfLeadingZeros(capacity);
    }

    private Counts countsOf(int capacity) {
        return counts.computeIfAbsent(capacity, key -> new Counts());
    }

    // ---- actions

    void get(int size) {
        Chunk before = made;
        held.add(got(size, pool.get(size), before));
    }

    void lease(int size) {
        Chunk before = made;
        Lease<Chunk> lease = pool.lease(size);
        got(size, lease.get(), before);
        leases.add(lease);
    }

    private Chunk got(int size, Chunk chunk, Chunk before) {
        int wanted = classFor(size);
        assertEquals(wanted == UNPOOLED ? Math.max(1, size) : wanted, Math.max(1, chunk.capacity));
        if (chunk == made && chunk != before) {
            countsOf(wanted).misses++;
            assertTrue(kind != Kind.CHECKED || cached.keySet().stream()
                    .noneMatch(one -> one.capacity == wanted), "missed what is cached");
        } else {
            assertNotNull(cached.remove(chunk), "handed out, but not cached");
            countsOf(wanted).hits++;
        }
        return chunk;
    }

    /** Puts back something that is held, or a buffer from elsewhere. */
    void put(int choice) {
        Chunk chunk = held.isEmpty() || choice % 8 == 0
                ? new Chunk(choice % 150, choice % 5 == 0) : held.remove(choice % held.size());
        putBack(chunk, () -> pool.put(chunk));
    }

    void closeLease(int choice) {
        if (!leases.isEmpty()) {
            Lease<Chunk> lease = leases.remove(choice % leases.size());
            putBack(lease.get(), lease::close);
            lease.close();
            assertThrows(IllegalStateException.class, lease::get);
        }
    }

    private void putBack(Chunk chunk, Runnable put) {
        boolean fits = isClass(chunk.capacity) && chunk.capacity <= bound;
        boolean fails = fits && !closed && chunk.spoiled
                && (kind == Kind.TENDED || kind == Kind.CHECKED);
        if (fails) {
            assertThrows(Spoiled.class, put::run);
        } else {
            put.run();
        }
        Counts count = countsOf(fits ? chunk.capacity : UNPOOLED);
        count.puts++;
        if (droppedNow() == counts.values().stream().mapToLong(one -> one.dropped).sum()) {
            assertTrue(fits && !fails && !closed, "kept");
            cached.put(chunk, turn);
            lastUse = turn;
        } else {
            assertFalse(fits && !fails && !closed && mustKeep(chunk), () -> chunk.capacity
                    + " dropped beside " + cachedBytes() + " of " + bound);
            count.dropped++;
            letGo.add(chunk);
            refused += fits && (kind != Kind.CHECKED || (!fails && !closed)) ? chunk.capacity : 0;
        }
        if (!fails && (fits || kind == Kind.CHECKED) && refused >= bound && refused > 0) {
            refused = 0;
            age();
        }
    }

    private long droppedNow() {
        return pool.stats().stream().mapToLong(PoolStats::dropped).sum();
    }

    /** Where no thread can hold a share of the bound, all of it is free. */
    private boolean mustKeep(Chunk chunk) {
        return kind == Kind.CHECKED ? cachedBytes() + chunk.capacity <= bound
                : turn - lastUse >= 2;
    }

    /** Many at once, of one size. */
    void burst(int count) {
        int before = held.size();
        for (int i = 0; i < count; i++) {
            get(1 + count % 40);
        }
        while (held.size() > before) {
            Chunk chunk = held.removeLast();
            putBack(chunk, () -> pool.put(chunk));
        }
    }

    void lose() {
        held.clear(); // never put back: the pool must not care
    }

    void putTwice() {
        if (kind == Kind.CHECKED && !cached.isEmpty()) {
            Chunk chunk = cached.keySet().iterator().next();
            assertThrows(IllegalStateException.class, () -> pool.put(chunk));
        }
    }

    void tick() {
        tide.tick();
        ticks++;
        age();
    }

    private void age() {
        turn++;
        letGoOf(turn - 2);
    }

    void clear() {
        pool.clear();
        letGoOf(turn);
        lastUse = turn - 2;
    }

    void close() {
        pool.close();
        closed = true;
        letGoOf(turn);
    }

    private void letGoOf(long upToTurn) {
        for (Iterator<Map.Entry<Chunk, Long>> i = cached.entrySet().iterator(); i.hasNext();) {
            Map.Entry<Chunk, Long> entry = i.next();
            if (entry.getValue() <= upToTurn) {
                countsOf(entry.getKey().capacity).evicted++;
                letGo.add(entry.getKey());
                i.remove();
            }
        }
    }

    private long cachedBytes() {
        return cached.keySet().stream().mapToLong(chunk -> chunk.capacity).sum();
    }

    // ---- what holds after each action

    void check() {
        assertEquals(expectedStats(), pool.stats());
        assertTrue(cachedBytes() <= bound, "bound");
        assertEquals("", fault);
        assertEquals(kind == Kind.EVICTING || kind == Kind.CHECKED ? letGo : Set.of(), evictions,
                "onEvict once for each let go");
        pool.checkInvariants();
    }

    private List<PoolStats> expectedStats() {
        List<PoolStats> all = new ArrayList<>();
        counts.forEach((capacity, count) -> {
            long retained = cached.keySet().stream().filter(c -> c.capacity == capacity).count();
            all.add(new PoolStats(pool.name() + "/"
                    + (capacity == UNPOOLED ? "unpooled" : capacity.toString()),
                    count.hits + count.misses, count.hits, count.misses, count.puts, count.dropped,
                    count.evicted, retained, retained * capacity, ticks));
        });
        return all;
    }

    /** Whatever happened, two ticks without use leave nothing behind. */
    void checkEnd() {
        tick();
        tick();
        check();
        assertTrue(cached.isEmpty());
    }
}
