// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

    static final int LISTS = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final SpanList[] lists = new SpanList[LISTS];
    private int occupied; // a bit for each list that is not empty
    private long made;
    private long returned;
    private long refills;
    // Of the spans returned.
    private long allocations;
    private long frees;
    private long remoteFrees;
    private long collects;

    /**
     * What a class has counted.
     *
     * @param made spans
     * @param returned spans
     * @param refills those of caches that were flushed since
     * @param allocations in the spans returned; so are the rest
     */
    record Counts(long made, long returned, long refills, long allocations, long frees,
            long remoteFrees, long collects) {}

    MCentral() {
        Arrays.setAll(lists, i -> new SpanList());
    }

    /** Hands a cache the fullest span, collected; null if there is none. */
    @Nullable Span take(MCache cache) {
        lock.lock();
        try {
            if (occupied == 0) {
                return null;
            }
            Span span = Objects.requireNonNull(
                    lists[Integer.numberOfTrailingZeros(occupied)].removeFirst());
            noteEmpty(span.bucket);
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
            span.bucket = list(live);
            lists[span.bucket].addFirst(span);
            occupied |= 1 << span.bucket;
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
                for (Span span = lists[list].first(); span != null; ) {
                    Span next = span.next;
                    // While PARTIAL, nothing is allocated in it: what is empty stays empty.
                    if (span.isEmpty()) {
                        lists[list].remove(span);
                        span.toDead();
                        empty.add(span);
                    }
                    span = next;
                }
                noteEmpty(list);
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
            for (SpanList list : lists) {
                list.toList().forEach(action);
            }
        } finally {
            lock.unlock();
        }
    }

    private void noteEmpty(int list) {
        if (lists[list].isEmpty()) {
            occupied &= ~(1 << list);
        }
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
            allocations += span.allocations();
            frees += span.frees();
            remoteFrees += span.collectedRemote;
            collects += span.collects;
        } finally {
            lock.unlock();
        }
    }

    /** Counts the refills of a cache that nobody else uses. */
    void countRefills(MCache cache, int classId) {
        if (cache.uncountedRefills[classId] > 0) {
            lock.lock();
            try {
                refills += cache.uncountedRefills[classId];
                cache.uncountedRefills[classId] = 0;
            } finally {
                lock.unlock();
            }
        }
    }

    Counts counts() {
        lock.lock();
        try {
            return new Counts(
                    made, returned, refills, allocations, frees, remoteFrees, collects);
        } finally {
            lock.unlock();
        }
    }

    /** {@return the list for a span with as many live slots} */
    static int list(int live) {
        return Math.min(LISTS - 1, Math.max(0, LISTS - bitWidth(live)));
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
                if (lists[list].isEmpty() == ((occupied & 1 << list) != 0)) {
                    throw new IllegalStateException("occupied bits are wrong for list " + list);
                }
                for (Span span : lists[list].toList()) {
                    // It may be full: a freer that pauses before it lists the span is overtaken.
                    if (span.state() != Span.PARTIAL || span.bucket != list) {
                        throw new IllegalStateException("list " + list + " holds " + span);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
