// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that a pool has cached between two turns of the tide: caches of platform threads, stripes,
 * and the depot. A pool has at most two, the primary and the victim; dropping one is the drop of
 * one reference. Nothing of a dropped generation is ever used again, as late threads may still be
 * in it.
 *
 * <p>Invariant, in objects and likewise in bytes:
 * {@code retained <= held = sum of permits of caches + sum of permits of magazines in the depot}.
 *
 * <p>Thread-safe. The lock guards the making of parts, never an operation on them.
 */
final class Generation<T> {

    private static final int SPARES = 16; // a few for each thread that exchanges at once
    private static final int SPINS = 100;
    private static final long SEAL_PAUSE_NANOS = 20_000;
    private static final long SEAL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ThreadTable<T> threads;
    private final Sizing sizing;
    private final Budget.Account objects;
    private final Budget.Account bytes;
    private final Books books = new Books(this);
    private final Object lock = new Object();
    private volatile @Nullable Depot<T> depot; // lazy, under lock
    private volatile @Nullable Stripes<T> stripes; // lazy, under lock
    /** Set when this is no longer the primary: what is taken gives up its permits. */
    private volatile boolean victim;
    /** Set when a search of all of the victim's shared parts found nothing; saves the next. */
    private volatile boolean dry;
    private boolean sealed; // guarded by lock
    // Guarded by the pool's turn lock.
    boolean dropped;
    @Nullable Generation<T> nextDropped;

    /**
     * Makes an empty generation.
     *
     * @param exact whether every cache is claimed, so that {@link #drain} can empty it
     */
    Generation(Sizing sizing, Budget objects, Budget bytes, boolean exact) {
        this.sizing = sizing;
        this.objects = objects.new Account();
        this.bytes = bytes.new Account();
        this.threads = new ThreadTable<>(this, sizing.maxCaches(), exact);
    }

    Sizing sizing() {
        return sizing;
    }

    Budget.Account objects() {
        return objects;
    }

    Budget.Account bytes() {
        return bytes;
    }

    Books books() {
        return books;
    }

    /** See {@link ThreadTable}; it changes as the table grows. */
    @Nullable Cache<T>[] table() {
        return threads.table();
    }

    /**
     * Takes an object: from the thread's own cache, the stripes, the depot; null if none is found.
     */
    @Nullable T take(Thread thread) {
        Cache<T> cache = thread.isVirtual() ? null : cacheToTakeFrom(thread);
        if (cache != null) {
            T object = takeFrom(cache, true);
            if (object != null) {
                return object;
            }
        }
        return dry ? null : takeShared(thread, cache == null);
    }

    /**
     * A getter's cache: its own, a dead thread's, or a new one if it can be filled from the depot.
     */
    private @Nullable Cache<T> cacheToTakeFrom(Thread thread) {
        Cache<T> cache = threads.find(thread);
        if (cache != null) {
            return cache;
        }
        if (threads.mayInherit(thread)) {
            return inherit(thread);
        }
        Depot<T> d = depot;
        return victim || d == null || d.isEmpty() ? null : install(thread);
    }

    private @Nullable T takeShared(Thread thread, boolean depotToo) {
        Stripes<T> s = stripes;
        if (s != null) {
            T object = s.take(thread, victim);
            if (object != null) {
                return object;
            }
        }
        Depot<T> d = depot;
        boolean magazines = d != null && !d.isEmpty();
        if (magazines && depotToo) {
            Stripes<T> parking = stripes();
            return parking == null ? null : parking.takeFromDepot(thread);
        }
        if (victim && !magazines && (s == null || s.lookEmpty())) {
            dry = true; // what a late put adds is let go of with the rest
        }
        return null;
    }

    /** Takes from one cache, under its claim if it has one. */
    @Nullable T takeFrom(Cache<T> cache, boolean depotToo) {
        if (!cache.enter()) {
            return null;
        }
        try {
            T object = cache.pop();
            if (object == null && depotToo) {
                object = cache.popFromDepot();
            }
            if (object != null && victim) {
                cache.surrender();
            }
            return object;
        } finally {
            cache.exit();
        }
    }

    /** Caches an object; false if the bounds, or the end of this generation, forbid. */
    boolean give(Thread thread, T object, long size) {
        if (!thread.isVirtual()) {
            Cache<T> cache = threads.find(thread);
            cache = cache != null ? cache : install(thread);
            if (cache != null) {
                return giveTo(cache, object, size);
            }
        }
        Stripes<T> s = stripes();
        return s != null && s.give(thread, object, size);
    }

    /** Puts into one cache, under its claim if it has one. */
    boolean giveTo(Cache<T> cache, T object, long size) {
        if (!cache.enter()) {
            return false;
        }
        try {
            return cache.push(object, size);
        } finally {
            cache.exit();
        }
    }

    private @Nullable Cache<T> install(Thread thread) {
        if (threads.isCrowded()) {
            return null;
        }
        synchronized (lock) {
            return sealed ? null : threads.install(thread);
        }
    }

    private @Nullable Cache<T> inherit(Thread thread) {
        synchronized (lock) {
            return sealed ? null : threads.inherit(thread);
        }
    }

    private @Nullable Stripes<T> stripes() {
        Stripes<T> s = stripes;
        if (s == null) {
            synchronized (lock) {
                s = stripes;
                if (s == null && !sealed) {
                    s = new Stripes<>(this);
                    stripes = s;
                }
            }
        }
        return s;
    }

    /** A new stripe; null once sealed. */
    @Nullable Cache<T> addStripe(Stripes<T> to, int i) {
        synchronized (lock) {
            return sealed ? null : to.add(i, new Cache.Padded<>(this, null, true, false));
        }
    }

    private Depot<T> depot() {
        Depot<T> d = depot;
        if (d == null) {
            synchronized (lock) {
                d = depot;
                if (d == null) {
                    d = new Depot<>(sizing.depotCells(), SPARES);
                    depot = d;
                }
            }
        }
        return d;
    }

    boolean offerDepot(Magazine<T> full) {
        return depot().offer(full);
    }

    @Nullable Magazine<T> pollDepot() {
        Depot<T> d = depot;
        return d == null ? null : d.poll();
    }

    /** An empty magazine with at least one permit; null if there is none. */
    @Nullable Magazine<T> grantMagazine() {
        if (!objects.mayTake()) {
            return null; // before anything is allocated in vain
        }
        Depot<T> d = depot;
        Magazine<T> magazine = d == null ? null : d.takeEmpty();
        if (magazine == null) {
            magazine = new Magazine.Padded<>(sizing.magazine(), sizing.sized());
        }
        magazine.setLimit((int) objects.take(magazine.capacity()));
        if (magazine.limit() == 0) {
            discard(magazine);
            return null;
        }
        return magazine;
    }

    /** Gives back the permits of an empty magazine and keeps it for reuse. */
    void discard(Magazine<T> empty) {
        objects.give(empty.limit());
        empty.setLimit(0);
        Depot<T> d = depot;
        if (d != null) {
            if (sizing.objectBytes() > 0) {
                empty.forget(); // no permit stands for these any more, and buffers are large
            }
            d.keepEmpty(empty);
        }
    }

    void becomeVictim() {
        victim = true;
    }

    /** Gives all permits back to the pool. This generation is out of reach of new operations. */
    void close() {
        objects.close();
        bytes.close();
    }

    /**
     * Takes everything out of an exact generation that has been dropped. After a cache is sealed no
     * operation on it begins, and those that began have ended, so each object is either with a
     * caller or in a sealed cache, or in the depot: exactly one of all threads lets it go.
     *
     * @param patient whether to wait for threads inside, for up to a second each
     * @return false if some cache was still in use, by a thread that does not run: call again later
     */
    boolean drain(Consumer<? super T> evict, boolean patient) {
        boolean complete = true;
        for (Cache<T> cache : sealedParts()) {
            if (cache.seal() || (patient && sealPatiently(cache))) {
                cache.empty(evict);
            } else {
                complete = false;
            }
        }
        Magazine<T> magazine;
        while ((magazine = pollDepot()) != null) {
            magazine.empty(evict);
        }
        return complete;
    }

    /** All caches there will ever be. */
    private List<Cache<T>> sealedParts() {
        synchronized (lock) {
            sealed = true;
            return parts();
        }
    }

    private List<Cache<T>> parts() {
        List<Cache<T>> parts = new ArrayList<>();
        threads.forEach(parts::add);
        Stripes<T> s = stripes;
        if (s != null) {
            s.forEach(parts::add);
        }
        return parts;
    }

    /** Waits for a thread inside, which is some instructions from its exit unless descheduled. */
    private static boolean sealPatiently(Cache<?> cache) {
        long start = 0;
        for (int i = 0; !cache.seal(); i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else if (i == SPINS) {
                start = System.nanoTime();
            } else if (System.nanoTime() - start > SEAL_PATIENCE_NANOS) {
                return false;
            } else {
                LockSupport.parkNanos(SEAL_PAUSE_NANOS);
            }
        }
        return true;
    }

    /**
     * Checks the invariant of the class comment.
     *
     * @throws IllegalStateException if it does not hold while nobody uses the pool
     */
    void checkInvariants() {
        long permits = 0;
        long count = 0;
        for (Cache<T> cache : parts()) {
            permits += cache.permits();
            count += cache.count();
        }
        List<Magazine<T>> magazines = new ArrayList<>();
        Magazine<T> magazine;
        while ((magazine = pollDepot()) != null) {
            permits += magazine.limit();
            count += magazine.count();
            magazines.add(magazine);
        }
        magazines.forEach(this::offerDepot);
        long counted = books.puts() - books.takes();
        if (permits != objects.held() || count > permits || count != counted
                || books.bytes() > bytes.held()) {
            throw new IllegalStateException("permits " + permits + ", held " + objects.held()
                    + ", retained " + count + ", counted " + counted + ", bytes " + books.bytes()
                    + ", held bytes " + bytes.held());
        }
    }
}
