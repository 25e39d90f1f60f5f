// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * From platform threads to their stations: an open-addressed table by thread id, read without a
 * lock. An entry belongs to the thread it names, which put it there itself; what others read there
 * is of no use to them. The table grows when two live threads want the same entry, because the fast
 * path looks at one entry only.
 */
final class Stations {

    private static final int MAX_SIZE = 1 << 14;

    private final Ground ground;
    /** Its elements are written under the lock and read racily; see {@link #current}. */
    private @Nullable Station[] table = new Station[1];

    Stations(Ground ground) {
        this.ground = ground;
    }

    /**
     * {@return the current thread's station, or null: then it may still have one}
     *
     * <p>A plain read, of an entry that this thread itself wrote or of one it ignores by its final
     * field.
     */
    @Nullable Station current() {
        long id = Thread.currentThread().threadId();
        @Nullable Station[] t = table;
        Station station = t[(int) id & (t.length - 1)];
        return station != null && station.threadId == id ? station : null;
    }

    /** {@return the current thread's station, made if it has none; null if it cannot have one} */
    @Nullable Station currentSlow() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual() ? null : add(thread);
    }

    private synchronized @Nullable Station add(Thread thread) {
        long id = thread.threadId();
        Station there = table[index(id, table.length)];
        if (there != null && there.threadId == id) {
            return there;
        }
        foldDead();
        if (table[index(id, table.length)] != null && !grow(id)) {
            return null;
        }
        var station = new Station(ground, thread);
        VarHandle.releaseFence(); // who reads the entry racily sees a whole station
        table[index(id, table.length)] = station;
        return station;
    }

    private boolean grow(long newcomer) {
        for (int size = 2 * table.length; size <= MAX_SIZE; size *= 2) {
            @Nullable Station[] grown = new Station[size];
            boolean fits = true;
            for (Station station : table) {
                if (station != null) {
                    int i = index(station.threadId, size);
                    fits &= grown[i] == null;
                    grown[i] = station;
                }
            }
            if (fits && grown[index(newcomer, size)] == null) {
                VarHandle.releaseFence(); // a racy reader sees the entries of what it reads
                table = grown;
                return true;
            }
        }
        return false;
    }

    /**
     * Counts what dead threads did with the rest. That a thread is seen dead happens-after all it
     * did.
     */
    private void foldDead() {
        for (int i = 0; i < table.length; i++) {
            Station station = table[i];
            if (station != null && station.isDead()) {
                table[i] = null;
                Tally t = station.tally;
                ground.counters.closed.add(t.closedAcquire());
                ground.counters.opened.add(t.openedOpaque());
                ground.counters.held.add(t.heldOpaque());
            }
        }
    }

    /** {@return how many arenas were opened, were closed, and how many bytes are held} */
    synchronized Sum sum() {
        long closed = ground.counters.closed.sum();
        for (Station station : table) {
            closed += station == null ? 0 : station.tally.closedAcquire();
        }
        closed += ground.counters.reclaimed.sum();
        long opened = ground.counters.opened.sum();
        long held = ground.counters.held.sum();
        for (Station station : table) {
            if (station != null) {
                opened += station.tally.openedOpaque();
                held += station.tally.heldOpaque();
            }
        }
        return new Sum(opened, closed, held);
    }

    private static int index(long threadId, int size) {
        return (int) threadId & (size - 1);
    }

    /**
     * Arenas and bytes of all threads.
     *
     * @param ended closed or reclaimed
     */
    record Sum(long opened, long ended, long held) {
    }
}
