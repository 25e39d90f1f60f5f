// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.ref.WeakReference;

/** Where one platform thread opens confined arenas: its counters and its current epoch. */
final class Station {

    final long threadId;
    final Tally tally = new Tally();
    private final Ground ground;
    /** Weak: a dead thread may lead to arenas. */
    private final WeakReference<Thread> thread;
    private WeakReference<Epoch> current;

    Station(Ground ground, Thread thread) {
        this.ground = ground;
        this.threadId = thread.threadId();
        this.thread = new WeakReference<>(thread);
        this.current = new WeakReference<>(begin());
    }

    private Epoch begin() {
        return Epoch.begin(new Slots(ground, ArenaLeak.CONFINED, Slots.MOST, tally));
    }

    /** {@return an epoch with a free slot} Called by the thread itself. */
    Epoch epoch() {
        Epoch epoch = current.get();
        return epoch != null && epoch.slots.hasRoom() ? epoch : renew();
    }

    private Epoch renew() {
        Epoch old = current.get();
        if (old != null && old.slots.restart()) {
            return old;
        }
        Epoch epoch = begin();
        current = new WeakReference<>(epoch);
        return epoch;
    }

    boolean isDead() {
        Thread t = thread.get();
        return t == null || !t.isAlive();
    }
}
