// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One generation beside a set of what is in it. The threads need not run: a generation is told
 * whose operation it performs, so one test thread can play all of them in turn.
 */
final class GenerationModel implements AutoCloseable {

    private final Sizing sizing;
    private final boolean exact;
    private final Budget objects;
    private final Budget bytes;
    private final Generation<Thing> generation;
    private final Roster roster = new Roster();
    private final Thread virtual = Thread.ofVirtual().unstarted(() -> { });

    private final Map<Thing, Long> inside = new HashMap<>();
    private final Set<Thing> evicted = new HashSet<>();
    private boolean victim;
    private boolean closed;
    private boolean drained;
    /** Something was put into a victim, which may be hidden there. */
    private boolean late;
    private int things;

    GenerationModel(Sizing sizing, boolean exact) {
        this.sizing = sizing;
        this.exact = exact;
        this.objects = new Budget(sizing.maxRetained());
        this.bytes = new Budget(Math.max(0, sizing.maxBytes()));
        this.generation = new Generation<>(sizing, objects, bytes, exact);
        roster.add();
    }

    private Thread who(int n) {
        return n % 4 == 0 ? virtual : roster.get(n % roster.size());
    }

    void give(int n) {
        var thing = new Thing(things++, sizing.sized() ? n % 40 : 0);
        boolean accepted = generation.give(who(n), thing, thing.size);
        if (accepted) {
            assertFalse(drained, "accepted after the drain");
            inside.put(thing, thing.size);
            late |= victim;
        }
    }

    void giveMany(int n) {
        for (int i = 0; i < n; i++) {
            give(n);
        }
    }

    void take(int n) {
        long held = generation.objects().held();
        Thing thing = generation.take(who(n));
        if (thing != null) {
            assertFalse(drained, "taken after the drain");
            assertTrue(inside.remove(thing) != null, () -> thing + " is not inside");
        }
        if (victim && !closed) {
            long freed = held - generation.objects().held();
            assertTrue(thing == null ? freed == 0 : freed >= 1 && freed <= 1 + sizing.magazine(),
                    () -> "what leaves a victim gives its permit back, not " + freed);
        }
    }

    void takeMany(int n) {
        for (int i = 0; i < n; i++) {
            take(n);
        }
    }

    void addThread() {
        roster.add();
    }

    void endThread(int n) {
        if (roster.size() > 1) {
            roster.end(n % roster.size());
        }
    }

    /** As the pool does it: no puts follow, but those that were under way. */
    void becomeVictim() {
        generation.becomeVictim();
        victim = true;
    }

    /** As the pool does it, too: first the accounts, then, in a pool with onEvict, the objects. */
    void close(int n) {
        generation.close();
        closed = true;
        giveMany(n % 5);
        takeMany(n % 3);
        if (exact && n % 2 == 0) {
            assertTrue(generation.drain(
                    thing -> assertTrue(evicted.add(thing), "evicted twice"), true));
            drained = true;
            assertEquals(inside.keySet(), evicted);
        }
    }

    void check() {
        if (drained) {
            return;
        }
        if (closed) {
            assertEquals(objects.limit(), objects.free(), "permits stay in a dropped generation");
            assertEquals(bytes.limit(), bytes.free(), "bytes stay in a dropped generation");
            assertEquals(0, generation.objects().held());
        } else {
            generation.checkInvariants();
            assertEquals(objects.limit(), objects.free() + generation.objects().held());
            assertEquals(bytes.limit(), bytes.free() + generation.bytes().held());
            assertTrue(inside.size() <= sizing.maxRetained(), "bound in objects");
        }
        assertEquals(inside.size(), generation.books().puts() - generation.books().takes());
        long size = inside.values().stream().mapToLong(Long::longValue).sum();
        assertEquals(size, generation.books().bytes());
        assertTrue(!sizing.sized() || size <= Math.max(sizing.maxBytes(), closed ? size : 0));
    }

    /** All threads together find everything, but what dead threads left and no one took over. */
    void takeAll() {
        if (drained) {
            for (int i = 0; i < 8; i++) {
                assertNull(generation.take(who(i)));
            }
            return;
        }
        for (int i = 0; i < roster.size(); i++) {
            takeUntilNull(roster.get(i));
        }
        takeUntilNull(virtual);
        long left = inDeadCaches() + unprobed();
        assertTrue(late || inside.size() <= left, () -> inside.size() + " are out of reach");
    }

    private long inDeadCaches() {
        long left = 0;
        for (Cache<Thing> cache : generation.table()) {
            if (cache != null && cache.owner != null && !cache.owner.isAlive()) {
                left += cache.count();
            }
        }
        return left;
    }

    private void takeUntilNull(Thread thread) {
        Thing thing;
        while ((thing = generation.take(thread)) != null) {
            assertTrue(inside.remove(thing) != null);
        }
    }

    /** A thread looks into four stripes only. */
    private long unprobed() {
        return Math.max(0, sizing.stripes() - 4) * (1L + 2 * sizing.magazine());
    }

    @Override
    public void close() {
        roster.close();
    }
}
