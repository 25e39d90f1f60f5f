// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much a pool may overlook or hold back, by its own rules. Each thread's cache has a slot and
 * two magazines that no other thread sees, and as many permits; nothing else is out of reach. So a
 * get may overlook, and a put may find taken, at most that for each other cache.
 */
final class Reach {

    private static final int PROBES = 4;

    private final Sizing sizing;
    private final boolean exact;
    private Caches primary = new Caches();
    private Caches victim = new Caches();

    /** Who has, or may have, a cache in one generation. */
    private static final class Caches {
        final Set<Thread> owners = new HashSet<>();
        /** Those that may have got a cache by a get, which fills it from the depot. */
        final Set<Thread> getters = new HashSet<>();
        boolean stripes;

        int others(@Nullable Thread than) {
            Set<Thread> all = new HashSet<>(owners);
            all.addAll(getters);
            all.remove(than);
            return all.size();
        }
    }

    /**
     * For one pool.
     *
     * @param exact whether one thread's objects are at any other thread's hand
     */
    Reach(Sizing sizing, boolean exact) {
        this.sizing = sizing;
        this.exact = exact;
    }

    private long cacheSize() {
        return 1 + 2L * sizing.magazine();
    }

    /** The most that are cached when this thread finds none. */
    long mayOverlook() {
        if (exact) {
            return 0;
        }
        long unprobed = primary.stripes ? Math.max(0, sizing.stripes() - PROBES) : 0;
        return (others(primary) + others(victim) + unprobed) * cacheSize();
    }

    /** The most permits that other caches have, and no object with them. */
    long mayHoard() {
        return exact ? 0 : hoarders() * cacheSize();
    }

    long mayHoardBytes() {
        return exact ? 0 : hoarders() * 2 * sizing.byteChunk();
    }

    private long hoarders() {
        return others(primary) + stripes(primary)
                + Math.min(victim.others(null), sizing.maxCaches()) + stripes(victim);
    }

    private long others(Caches caches) {
        return Math.min(caches.others(Thread.currentThread()), sizing.maxCaches());
    }

    private long stripes(Caches caches) {
        return caches.stripes ? sizing.stripes() : 0;
    }

    /** This thread's put was accepted: in its own cache, unless it is virtual or one too many. */
    void accepted() {
        if (Thread.currentThread().isVirtual()) {
            primary.stripes = true;
        } else if (primary.owners.add(Thread.currentThread())) {
            primary.stripes |= primary.owners.size() > sizing.maxCaches();
        }
    }

    /** This thread's put was refused: it has a cache now, or went to the stripes. */
    void refused() {
        Thread me = Thread.currentThread();
        primary.stripes |= me.isVirtual() || primary.owners.add(me);
    }

    /** This thread's get parked a magazine in a stripe, if it has no cache of its own. */
    void looked() {
        primary.stripes |= !primary.owners.contains(Thread.currentThread());
        victim.stripes |= !victim.owners.contains(Thread.currentThread());
        if (!Thread.currentThread().isVirtual()) {
            primary.getters.add(Thread.currentThread());
        }
    }

    void turned() {
        victim = primary;
        primary = new Caches();
    }

    void cleared() {
        victim = new Caches();
        primary = new Caches();
    }

    @Override
    public String toString() {
        return "owners " + primary.owners + " then " + victim.owners + ", stripes "
                + primary.stripes + " then " + victim.stripes + ", " + sizing;
    }
}
