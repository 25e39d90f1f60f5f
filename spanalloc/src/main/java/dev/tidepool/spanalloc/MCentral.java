// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one size class that have free slots and are in no cache, fullest first: what is
 * nearly full fills up, what is nearly empty gets time to become empty and be given back. Go's
 * {@code mcentral} is first in, first out, which a sweep makes harmless; with explicit frees it is
 * the policy that gives back least.
 *
 * <p>Eight lists by the bit width of the number of live slots. A span stays in the list it was put
 * into while remote frees empty it; {@link #takeEmpty} therefore looks at all of them.
 *
 * <pre>
 * spans made - spans returned = spans alive
 * a span in a list is PARTIAL, and a PARTIAL span is in one list, or about to be put there
 * </pre>
 */
final class MCentral {

    private static final int LISTS = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Span[] heads = new Span[LISTS];
    private int occupied; // a bit for each list that is not empty
    private long made;
    private long returned;
    private long pastAllocations;

    /** Hands a cache the fullest span, collected; null if there is none. */
    @Nullable Span take(MCache cache) {
        lock.lock();
        try {
            if (occupied == 0) {
                return null;
            }
            Span span = heads[Integer.numberOfTrailingZeros(occupied)];
            if (span == null) {
                throw new IllegalStateException("list marked as occupied is empty");
            }
            unlink(span);
            span.partialToOwned(cache);
            return span;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a PARTIAL span into the list for its number of live slots. */
    void put(Span span) {
        int live = span.takenSlots();
        lock.lock();
        try {
            int list = Math.max(0, LISTS - bitWidth(live));
            span.bucket = Math.min(list, LISTS - 1);
            link(span);
        } finally {
            lock.unlock();
        }
    }

    private static int bitWidth(int n) {
        return 32 - Integer.numberOfLeadingZeros(n);
    }

    /** Removes all empty spans, which are dead from then on; their pages are the caller's. */
    List<Span> takeEmpty() {
        List<Span> empty = new ArrayList<>();
        lock.lock();
        try {
            for (int list = 0; list < LISTS; list++) {
                for (Span span = heads[list]; span != null; ) {
                    Span next = span.next;
                    // While PARTIAL, nothing is allocated in it: what is empty stays empty.
                    if (span.isEmpty()) {
                        unlink(span);
                        span.toDead();
                        empty.add(span);
                    }
                    span = next;
                }
            }
        } finally {
            lock.unlock();
        }
        return empty;
    }

    /** Calls back for each span in the lists, with the lock held. */
    void forEach(Consumer<Span> action) {
        lock.lock();
        try {
            for (Span head : heads) {
                for (Span span = head; span != null; span = span.next) {
                    action.accept(span);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void link(Span span) {
        Span head = heads[span.bucket];
        span.previous = null;
        span.next = head;
        if (head != null) {
            head.previous = span;
        }
        heads[span.bucket] = span;
        occupied |= 1 << span.bucket;
    }

    private void unlink(Span span) {
        Span previous = span.previous;
        Span next = span.next;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else {
            heads[span.bucket] = next;
            occupied &= next == null ? ~(1 << span.bucket) : -1;
        }
        span.next = null;
        span.previous = null;
    }

    void countMade() {
        lock.lock();
        try {
            made++;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a span whose pages have been given back. */
    void countReturned(Span span) {
        lock.lock();
        try {
            returned++;
            pastAllocations += span.allocations();
        } finally {
            lock.unlock();
        }
    }

    /** {@return spans made, spans returned, allocations in those returned} */
    long[] counts() {
        lock.lock();
        try {
            return new long[] {made, returned, pastAllocations};
        } finally {
            lock.unlock();
        }
    }

    /**
     * Checks the lists.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        lock.lock();
        try {
            for (int list = 0; list < LISTS; list++) {
                if ((heads[list] != null) != ((occupied & 1 << list) != 0)) {
                    throw new IllegalStateException("occupied bits are wrong for list " + list);
                }
                for (Span span = heads[list]; span != null; span = span.next) {
                    if (span.state() != Span.PARTIAL || span.bucket != list
                            || (span.next != null && span.next.previous != span)
                            || span.takenSlots() == span.slots) {
                        throw new IllegalStateException("list " + list + " holds " + span);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
