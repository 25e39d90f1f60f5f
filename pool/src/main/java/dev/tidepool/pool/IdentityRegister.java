// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A set of objects by identity that keeps none of them alive. Objects are only added; those that
 * became unreachable are left out whenever the table is rebuilt, so it is at most a few times as
 * large as the number of objects that were reachable then.
 *
 * <p>Thread-safe: {@link #contains} takes no lock. It is sure to find an object whose adding
 * happened-before, as it does for everyone who was handed that object properly: the table it reads
 * is then that one or a later one, and what is in the object's way in there was put in before it.
 * The store of a rebuilt table is volatile and pairs with the read in {@code contains}; entries are
 * stored plainly, since one that is not seen yet belongs to an object nobody here can have.
 */
final class IdentityRegister {

    private static final int FIRST_SIZE = 16;
    private static final int FIBONACCI = 0x9E37_79B9;

    private volatile @Nullable Entry[] table = new Entry[FIRST_SIZE];
    private int used; // guarded by this

    private static final class Entry extends WeakReference<Object> {
        final int hash;

        Entry(Object object, int hash) {
            super(object);
            this.hash = hash;
        }
    }

    boolean contains(Object object) {
        @Nullable Entry[] t = table;
        int hash = System.identityHashCode(object);
        for (int i = home(hash, t);; i = (i + 1) & (t.length - 1)) {
            Entry entry = t[i];
            if (entry == null) {
                return false;
            }
            if (entry.hash == hash && entry.refersTo(object)) {
                return true;
            }
        }
    }

    synchronized void add(Object object) {
        var entry = new Entry(object, System.identityHashCode(object));
        if (2 * (used + 1) > table.length) {
            rebuild();
        }
        insert(table, entry);
        used++;
    }

    /** Leaves out what is gone; makes room for twice what is left. */
    private void rebuild() {
        int live = 0;
        for (Entry entry : table) {
            if (entry != null && !entry.refersTo(null)) {
                live++;
            }
        }
        @Nullable Entry[] next = new Entry[
                Math.max(FIRST_SIZE, 4 * Sizing.ceilingPowerOfTwo(live + 1))];
        used = 0;
        for (Entry entry : table) {
            if (entry != null && !entry.refersTo(null)) {
                insert(next, entry);
                used++;
            }
        }
        table = next;
    }

    private static void insert(@Nullable Entry[] into, Entry entry) {
        int i = home(entry.hash, into);
        while (into[i] != null) {
            i = (i + 1) & (into.length - 1);
        }
        into[i] = entry;
    }

    /** Identity hashes are of 25 or 31 bits and well spread; the table takes the product's top. */
    private static int home(int hash, @Nullable Entry[] table) {
        return (hash * FIBONACCI) >>> Integer.numberOfLeadingZeros(table.length - 1);
    }
}
