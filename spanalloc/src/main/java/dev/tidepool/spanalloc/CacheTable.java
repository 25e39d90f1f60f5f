// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From platform threads to their caches: an open-addressed table by thread id, read without a lock
 * and without a {@code ThreadLocal}. An entry belongs to the thread it names; that thread put it
 * there itself, so it never misses its own entry for long, and what others see there is of no use
 * to them. The table grows when two live threads want the same entry, because the fast path looks
 * at one entry only.
 */
final class CacheTable {

    private static final int MAX_SIZE = 1 << 14;
    private static final MCache[] EMPTY = {Nobody.CACHE};

    private MCache[] table = EMPTY;
    /** Whether {@link #clear} has been called: nobody gets a cache any more. */
    private boolean cleared;

    /** {@return the current thread's cache, or nobody's: then there may still be one} */
    MCache current() {
        long id = Thread.currentThread().threadId();
        MCache[] t = table;
        MCache cache = t[(int) id & (t.length - 1)];
        return cache.threadId == id ? cache : Nobody.CACHE;
    }

    /**
     * {@return a thread's cache, made if it has none; null if there are too many threads} The
     * caller is that thread. Gives back what dead threads have left.
     */
    @Nullable MCache of(Thread thread, Tiers tiers) {
        MCache[] t = table;
        Thread there = t[index(thread, t.length)].thread;
        boolean full = t.length == MAX_SIZE && there != null && there != thread && there.isAlive();
        return full ? null : add(thread, tiers);
    }

    private synchronized @Nullable MCache add(Thread thread, Tiers tiers) {
        MCache cache = table[index(thread, table.length)];
        if (cache.thread == thread) {
            return cache;
        }
        flushDead();
        if (cleared || (!isFree(thread, table.length) && !grow(thread))) {
            return null;
        }
        cache = new MCache(tiers, thread);
        VarHandle.releaseFence();
        table[index(thread, table.length)] = cache;
        return cache;
    }

    /** Whether a thread's entry is free. */
    private boolean isFree(Thread thread, int size) {
        return table != EMPTY && table[index(thread, size)] == Nobody.CACHE;
    }

    private boolean grow(Thread newcomer) {
        for (int size = Math.max(8, 2 * table.length); size <= MAX_SIZE; size *= 2) {
            MCache[] grown = new MCache[size];
            Arrays.fill(grown, Nobody.CACHE);
            boolean fits = true;
            for (MCache cache : table) {
                if (cache.thread != null) {
                    int i = index(cache.thread, size);
                    fits &= grown[i] == Nobody.CACHE;
                    grown[i] = cache;
                }
            }
            if (fits && grown[index(newcomer, size)] == Nobody.CACHE) {
                VarHandle.releaseFence(); // a racy reader sees the entries of what it reads
                table = grown;
                return true;
            }
        }
        return false;
    }

    /**
     * Gives back what dead threads have left. That a thread is seen dead happens-after all it did,
     * so its cache may be used with plain accesses.
     */
    synchronized void flushDead() {
        for (int i = 0; i < table.length; i++) {
            MCache cache = table[i];
            if (cache.thread != null && !cache.thread.isAlive()) {
                table[i] = Nobody.CACHE;
                cache.flush();
                assert cache.isEmpty() : "something is left in the cache of " + cache.thread;
            }
        }
    }

    /** Forgets all caches. */
    synchronized void clear() {
        cleared = true;
        table = EMPTY;
    }

    synchronized void forEach(Consumer<MCache> action) {
        for (MCache cache : table) {
            if (cache.thread != null) {
                action.accept(cache);
            }
        }
    }

    private static int index(Thread thread, int size) {
        return (int) thread.threadId() & (size - 1);
    }
}
