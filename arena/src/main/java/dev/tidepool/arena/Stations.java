// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From threads to their stations. For platform threads an open-addressed table by thread id, read
 * without a lock: an entry belongs to the thread it names, which put it there itself; what others
 * read there is of no use to them. The table grows when two live threads want the same entry,
 * because the fast path looks at one entry only. Other threads share stripes: virtual ones, of
 * which there may be millions, and those beyond the table's size.
 */
final class Stations {

    private static final int MAX_SIZE = 1 << 14;

    private final Ground ground;
    /** Its elements are written under the lock and read racily; see {@link #current}. */
    private @Nullable Station[] table = new Station[1];
    private final List<Station> stripes = new ArrayList<>();
    /** The slots of all epochs that are watched; guarded by this. */
    private final Set<Slots> slots = new HashSet<>();

    Stations(Ground ground) {
        this.ground = ground;
        int size = Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < size; i++) {
            stripes.add(new Station(ground, null));
        }
    }

    /** {@return a thread's stripe, of {@code mask + 1}} */
    static int stripeOf(Thread thread, int mask) {
        return (int) ((thread.threadId() * 0x9E37_79B9_7F4A_7C15L) >>> 32) & mask;
    }

    /**
     * {@return the current thread's station}
     *
     * <p>A plain read, of an entry that this thread itself wrote or of one it ignores by its final
     * field.
     */
    Station current() {
        long id = Thread.currentThread().threadId();
        @Nullable Station[] t = table;
        Station station = t[(int) id & (t.length - 1)];
        return station != null && station.threadId == id ? station : currentSlow();
    }

    private Station currentSlow() {
        Thread thread = Thread.currentThread();
        Station own = thread.isVirtual() ? null : add(thread);
        return own != null ? own : stripes.get(stripeOf(thread, stripes.size() - 1));
    }

    private synchronized @Nullable Station add(Thread thread) {
        long id = thread.threadId();
        Station there = table[index(id, table.length)];
        if (there != null && there.threadId == id) {
            return there;
        }
        for (int i = 0; i < table.length; i++) {
            Station station = table[i];
            if (station != null && station.isDead()) {
                table[i] = null; // its slots live on with their epochs
            }
        }
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

    private static int index(long threadId, int size) {
        return (int) threadId & (size - 1);
    }

    // ---- all slots

    synchronized void remember(Slots s) {
        slots.add(s);
    }

    synchronized void forget(Slots s) {
        slots.remove(s);
    }

    /** {@return what all slots and the common counters say} */
    synchronized Slots.Sums sum() {
        var sums = new Slots.Sums();
        for (Slots s : slots) {
            s.addTo(sums);
        }
        long refused = ground.counters.refusedOpens.sum();
        sums.closed += ground.counters.closed.sum() + ground.counters.reclaimed.sum();
        sums.opened += ground.counters.opened.sum() - refused;
        sums.held += ground.counters.held.sum();
        return sums;
    }

    /** {@return whether no arena is open, counting after {@link Ground#close}'s handshake} */
    synchronized boolean isEmpty() {
        for (Slots s : slots) {
            if (s.open() > 0) {
                return false;
            }
        }
        long ended = ground.counters.closed.sum() + ground.counters.reclaimed.sum()
                + ground.counters.refusedOpens.sum();
        return ground.counters.opened.sum() == ended;
    }

    /** Gives back what all slots have kept. No arena is open, and none will be. */
    synchronized void releaseKept() {
        slots.forEach(Slots::releaseKept);
    }
}
