// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * However many threads come, go and collide: each finds its own cache and no other's, and a cache
 * changes hands only when its owner is dead, with all that is in it.
 */
class ThreadTableProperties {

    private static final int WINDOW = 4;
    private static final int FIRST = 1;
    /** More than the largest table of the smaller generations, so that ids really collide. */
    private static final int MODULUS = 64;
    private static final int[] REMAINDERS = {0, 1, 2, 3, 32, 63};

    @Property(tries = 300)
    void everyThreadFindsItsOwnCache(@ForAll @IntRange(min = 1, max = 40) int maxCaches,
            @ForAll @IntRange(min = 0, max = 200) int maxRetained,
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 999) Integer> numbers) {
        var model = new Model(maxRetained, maxCaches);
        try {
            for (int n : numbers) {
                model.step(n);
                model.check();
            }
            model.everythingIsStillThere();
        } finally {
            model.roster.close();
        }
    }

    /** Two live threads with the same home, and every size of table between the first and last. */
    @Property(tries = 20)
    void collidingThreadsKeepBothTheirCaches(@ForAll @IntRange(min = 2, max = 30) int threads) {
        var model = new Model(512, 64);
        try {
            List<Thread> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(model.roster.add(2 * WINDOW * (i % 2), 256));
                assertNotNull(model.table.install(all.getLast()), "within the window of 4");
                if (all.size() == 2 * WINDOW) {
                    break;
                }
            }
            Set<Cache<Object>> distinct = new HashSet<>();
            all.forEach(thread -> distinct.add(model.table.find(thread)));
            assertEquals(all.size(), distinct.size());
            assertNull(model.table.find(model.roster.add()));
        } finally {
            model.roster.close();
        }
    }

    /** A table beside a map. */
    private static final class Model {

        private final int maxCaches;
        private final Budget budget;
        private final Generation<Object> generation;
        private final ThreadTable<Object> table;
        private final Roster roster = new Roster();
        private final Map<Thread, Cache<Object>> expected = new LinkedHashMap<>();
        private final Map<Cache<Object>, Set<Object>> contents = new LinkedHashMap<>();

        Model(int maxRetained, int maxCaches) {
            this.maxCaches = maxCaches;
            var sizing = Sizing.of(maxRetained, Sizing.UNSIZED, 2);
            budget = new Budget(maxRetained);
            generation = new Generation<>(sizing, budget, new Budget(0), false);
            table = new ThreadTable<>(generation, maxCaches, false);
        }

        private void step(int n) {
            if (n % 4 == 0 && roster.size() > 0) {
                roster.end(n % roster.size());
            } else if (n % 4 == 1 && roster.size() > 0) {
                install(roster.get(n % roster.size()));
            } else {
                install(roster.add(REMAINDERS[n % REMAINDERS.length], MODULUS));
            }
        }

        private void install(Thread thread) {
            Cache<Object> before = table.find(thread);
            assertSame(expected.get(thread), before);
            Set<Cache<Object>> all = caches();
            boolean permit = budget.free() > 0;
            boolean crowded = table.isCrowded();
            Cache<Object> cache = table.install(thread);
            if (before != null) {
                assertSame(before, cache, "a second cache for one thread");
            } else if (cache == null) {
                assertTrue(!permit || table.isCrowded(), "no cache, for no reason");
                assertTrue(crowded || !table.isCrowded() || full(thread),
                        "crowded for no reason");
            } else {
                assertSame(thread, cache.owner);
                expected.put(thread, cache);
                moveOrFill(cache, all);
            }
        }

        /** A new cache takes one permit; an heir takes over what a dead thread had. */
        private void moveOrFill(Cache<Object> cache, Set<Cache<Object>> before) {
            before.removeAll(caches());
            assertTrue(before.size() <= 1, "more than one cache is gone");
            Set<Object> inside = new HashSet<>();
            for (Cache<Object> dead : before) {
                assertFalse(dead.owner.isAlive(), "taken from a live thread");
                assertEquals(0, dead.tally.key, "still usable");
                expected.remove(dead.owner);
                inside = contents.remove(dead);
                assertEquals(dead.permits(), cache.permits());
            }
            assertEquals(inside.size(), cache.count());
            for (int i = 0; before.isEmpty() && i < 3; i++) { // more would go to the depot
                var object = new Object();
                if (cache.push(object, 0)) {
                    inside.add(object);
                }
            }
            contents.put(cache, inside);
        }

        /** No cache of a dead thread that could be had, and no room for a new one. */
        private boolean full(Thread thread) {
            Cache<Object>[] t = table.table();
            int size = t.length - FIRST;
            boolean windowFull = true;
            for (int i = 0; i < WINDOW; i++) {
                Cache<Object> cache = t[FIRST + (((int) thread.threadId() + i) & (size - 1))];
                windowFull &= cache != null && cache.owner.isAlive();
            }
            boolean anyDead = expected.keySet().stream().anyMatch(owner -> !owner.isAlive());
            return windowFull || expected.size() >= maxCaches && !anyDead;
        }

        private Set<Cache<Object>> caches() {
            Set<Cache<Object>> all = new HashSet<>();
            table.forEach(cache -> assertTrue(all.add(cache), "one cache at two entries"));
            return all;
        }

        private void check() {
            assertSame(generation, ThreadTable.generation(table.table()), "the anchor is lost");
            assertEquals(new HashSet<>(expected.values()), caches());
            assertTrue(expected.size() <= maxCaches);
            long permits = 0;
            for (Map.Entry<Thread, Cache<Object>> entry : expected.entrySet()) {
                assertSame(entry.getValue(), table.find(entry.getKey()), "a cache is lost");
                assertEquals(contents.get(entry.getValue()).size(), entry.getValue().count());
                permits += entry.getValue().permits();
            }
            assertEquals(permits, generation.objects().held(), "permits got lost");
            assertEquals(contents.values().stream().mapToLong(Set::size).sum(),
                    generation.books().puts() - generation.books().takes(), "counts got lost");
            assertEquals(budget.limit(), budget.free() + permits);
        }

        private void everythingIsStillThere() {
            contents.forEach((cache, inside) -> {
                Object object;
                while ((object = cache.pop()) != null) {
                    assertTrue(inside.remove(object), "not put here");
                }
                assertTrue(inside.isEmpty(), "lost");
            });
        }
    }
}
