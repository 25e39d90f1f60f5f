// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Where confined arenas are opened: the current epoch of one platform thread, or of a stripe of
 * threads that have no station of their own.
 */
final class Station {

    /** Of the thread; 0 for a stripe. */
    final long threadId;
    final boolean striped;
    private final Ground ground;
    /** Weak: a dead thread may lead to arenas. */
    private final WeakReference<@Nullable Thread> thread;
    /** Volatile for stripes, where it publishes an epoch that another thread has begun. */
    private volatile WeakReference<Epoch> current;

    Station(Ground ground, @Nullable Thread thread) {
        this.ground = ground;
        this.striped = thread == null;
        this.threadId = thread == null ? 0 : thread.threadId();
        this.thread = new WeakReference<>(thread);
        this.current = new WeakReference<>(null);
    }

    private Epoch begin() {
        var slots = new Slots(ground, ArenaLeak.CONFINED, Slots.MOST, striped);
        Epoch epoch = Epoch.begin(slots);
        ground.stations.remember(slots);
        current = new WeakReference<>(epoch);
        return epoch;
    }

    /** {@return an epoch with a free slot} Called by the thread itself. */
    Epoch epoch() {
        Epoch epoch = current.get();
        return epoch != null && epoch.slots.hasRoom() ? epoch : renew(epoch);
    }

    private Epoch renew(@Nullable Epoch old) {
        if (old != null) {
            if (old.slots.restart()) {
                return old;
            }
            old.slots.retire();
        }
        return begin();
    }

    /**
     * {@return an epoch for any thread, which may have a free slot}
     *
     * @param full one that has none
     */
    Epoch epochStriped(@Nullable Epoch full) {
        Epoch epoch = current.get();
        return epoch != null && epoch != full ? epoch : renewStriped(full);
    }

    private synchronized Epoch renewStriped(@Nullable Epoch full) {
        Epoch epoch = current.get();
        if (epoch != null && epoch != full) {
            return epoch;
        }
        if (full != null) {
            full.slots.retire();
        }
        return begin();
    }

    boolean isDead() {
        Thread t = thread.get();
        return t == null || !t.isAlive();
    }
}
