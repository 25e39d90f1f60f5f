// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From platform threads to their caches: an open-addressed table by thread id with a window of four
 * entries, read without a lock. The array's first entry is the <em>anchor</em>, which belongs to no
 * thread and leads to the generation: so a pool's {@code primary} can be the array itself, and the
 * fast path has one load less.
 *
 * <p>The entries are read racily. A cache is used only by the thread whose id its tally's key says,
 * which was given the cache by {@link #install} and wrote all of its contents itself. A stale array
 * or an entry not yet seen is a miss, settled by the next {@code install}. Thread ids are neither
 * small nor dense and are shared with virtual threads, so the table grows when two live threads
 * want the same entry: the fast path looks at one entry only.
 */
final class ThreadTable<T> {

    private static final int FIRST_SIZE = 8;
    private static final int WINDOW = 4;
    private static final int SEARCHED = 32;
    private static final int ANCHOR = 0;
    private static final int FIRST = 1;

    private final Generation<T> generation;
    private final int maxCaches;
    private final boolean claimed;
    /** Written under the generation's lock. */
    private @Nullable Cache<T>[] table;
    private volatile boolean crowded;
    private int caches;

    /**
     * Makes an empty table.
     *
     * @param claimed whether its caches are claimed rather than owned, see {@link Cache}
     */
    ThreadTable(Generation<T> generation, int maxCaches, boolean claimed) {
        this.generation = generation;
        this.maxCaches = maxCaches;
        this.claimed = claimed;
        this.table = newTable(Math.min(FIRST_SIZE, maxSize()));
        this.table[ANCHOR] = new Cache<>(generation, null, claimed, false);
    }

    @Nullable Cache<T>[] table() {
        return table;
    }

    /** The entry at which a thread's cache is looked for first: its cache, another's, or null. */
    static <T> @Nullable Cache<T> atHome(@Nullable Cache<T>[] table, long threadId) {
        return table[FIRST + ((int) threadId & (table.length - 2))];
    }

    /** The generation that a table belongs to. */
    static <T> Generation<T> generation(@Nullable Cache<T>[] table) {
        return requireNonNull(table[ANCHOR]).generation();
    }

    @Nullable Cache<T> find(Thread thread) {
        @Nullable Cache<T>[] t = table;
        int home = (int) thread.threadId();
        for (int i = 0; i < WINDOW; i++) {
            Cache<T> cache = t[index(t, home + i)];
            if (cache != null && cache.owner == thread) {
                return cache;
            }
        }
        return null;
    }

    /** Set when no further thread can have a cache, until the generation is dropped. */
    boolean isCrowded() {
        return crowded;
    }

    /**
     * Whether {@link #inherit} is worth the lock, for a thread without a cache: a racy look at a
     * few entries for one of a dead thread.
     */
    boolean mayInherit(Thread thread) {
        @Nullable Cache<T>[] t = table;
        int home = (int) thread.threadId();
        for (int i = 0; i < Math.min(SEARCHED, size(t)); i++) {
            Cache<T> cache = t[index(t, home - i)]; // the dead are the older, with smaller ids
            if (cache != null && isDead(cache)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Gives a thread a cache: its own, a dead thread's, or a new one. The caller holds the
     * generation's lock.
     *
     * @return null if too many threads have one, or if there is no permit for its slot
     */
    @Nullable Cache<T> install(Thread thread) {
        Cache<T> own = inherit(thread);
        if (own != null) {
            return own;
        }
        int entry = entryFor(thread);
        if (entry >= 0 && table[entry] != null) {
            return inherit(thread); // its owner has died meanwhile
        }
        if (entry < 0 || caches >= maxCaches) {
            crowded = true;
            return null;
        }
        if (generation.objects().take(1) == 0) {
            return null;
        }
        caches++;
        var cache = new Cache.Padded<>(generation, thread, claimed, true);
        table[entry] = cache;
        return cache;
    }

    /**
     * Gives a thread its own cache or a dead thread's, so that what the dead cached is not lost.
     * The caller holds the generation's lock. {@code isAlive()} seen false happens-after all that
     * the thread did, so its cache may be taken over with plain accesses.
     *
     * @return null if it has none and none is dead
     */
    @Nullable Cache<T> inherit(Thread thread) {
        Cache<T> own = find(thread);
        if (own != null) {
            return own;
        }
        int dead = anyDead();
        int entry = dead < 0 ? -1 : entryFor(thread);
        if (entry < 0) {
            return null;
        }
        dead = table[entry] != null ? entry : anyDead(); // the table may have grown
        Cache<T> cache = new Cache.Padded<>(requireNonNull(table[dead]), thread);
        table[dead] = null;
        table[entry] = cache;
        return cache;
    }

    /** An entry in the thread's window that is free or a dead thread's; -1 if there is none. */
    private int entryFor(Thread thread) {
        int home = (int) thread.threadId();
        while (!isAvailable(index(table, home)) && size(table) < maxSize()) {
            grow();
        }
        for (int i = 0; i < WINDOW; i++) {
            int entry = index(table, home + i);
            if (isAvailable(entry)) {
                return entry;
            }
        }
        return -1;
    }

    private boolean isAvailable(int entry) {
        Cache<T> cache = table[entry];
        return cache == null || isDead(cache);
    }

    private static boolean isDead(Cache<?> cache) {
        return !requireNonNull(cache.owner).isAlive();
    }

    private int anyDead() {
        for (int i = FIRST; i < table.length; i++) {
            Cache<T> cache = table[i];
            if (cache != null && isDead(cache)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Doubles the table. Each cache keeps its distance from its home, so no two meet: two that did
     * would have met in the smaller table.
     */
    private void grow() {
        @Nullable Cache<T>[] old = table;
        @Nullable Cache<T>[] grown = newTable(2 * size(old));
        grown[ANCHOR] = old[ANCHOR];
        for (int i = FIRST; i < old.length; i++) {
            Cache<T> cache = old[i];
            if (cache != null) {
                int home = (int) requireNonNull(cache.owner).threadId();
                int distance = (i - FIRST - home) & (size(old) - 1);
                grown[index(grown, home + distance)] = cache;
            }
        }
        table = grown;
    }

    /** Calls back for each cache. The caller holds the generation's lock. */
    void forEach(Consumer<Cache<T>> action) {
        for (int i = FIRST; i < table.length; i++) {
            Cache<T> cache = table[i];
            if (cache != null) {
                action.accept(cache);
            }
        }
    }

    private static int index(@Nullable Cache<?>[] table, int position) {
        return FIRST + (position & (size(table) - 1));
    }

    private static int size(@Nullable Cache<?>[] table) {
        return table.length - FIRST;
    }

    /** Four entries for each cache at most, so that a full window is rare. */
    private int maxSize() {
        return 4 * Sizing.ceilingPowerOfTwo(maxCaches);
    }

    @SuppressWarnings("unchecked")
    private static <T> @Nullable Cache<T>[] newTable(int size) {
        return (Cache<T>[]) new Cache<?>[FIRST + size];
    }
}
