// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes claimed pages usable that have no memory behind them, and undoes the claim if the system
 * refuses. The system commits units that may be larger than a page: what is committed beyond the
 * claim is claimed as well until it is done, so that nobody uses it before. What follows a claim
 * makes as few objects as can be, as the Java heap may be full.
 */
final class PageCommits {

    private final MHeap heap;
    private final ReentrantLock lock;
    private final PageSource source;
    /** Guarded by the heap's lock. */
    private final PageAccounts accounts;

    PageCommits(MHeap heap, ReentrantLock lock, PageSource source, PageAccounts accounts) {
        this.heap = heap;
        this.lock = lock;
        this.source = source;
        this.accounts = accounts;
    }

    /** Claims what goes beyond the range. The caller holds the heap's lock. */
    void claimMore(PageRange range, List<PageRange> fresh) {
        for (int i = 0; i < fresh.size(); i++) {
            List<PageRange> rest = fresh.get(i).without(range);
            for (int j = 0; j < rest.size(); j++) {
                PageRange more = rest.get(j);
                more.region().use(more.first(), more.count());
                accounts.free(-more.bytes());
            }
        }
    }

    /**
     * Commits the fresh runs of a range.
     *
     * @throws OffHeapMemoryError if the system refuses; the range is free then
     */
    void commit(PageRange range, List<PageRange> fresh, long asked) {
        int done = 0;
        try {
            for (; done < fresh.size(); done++) {
                source.commit(fresh.get(done).segment());
            }
        } catch (Throwable e) {
            lock.lock();
            try {
                freeMore(range, fresh);
                accounts.free(range.bytes());
                range.region().free(range.first(), range.count(), false);
                releaseAgain(fresh, done);
                accounts.settle(MHeap.bytes(fresh));
            } finally {
                lock.unlock();
            }
            throw heap.refused(asked, e);
        }
        lock.lock();
        try {
            freeMore(range, fresh);
            accounts.settle(MHeap.bytes(fresh));
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@return whether the system gave memory for the fresh runs of a page cache; else it is empty}
     * Whatever else the page source throws goes on to the caller, after the same.
     */
    boolean commit(PageCache cache, List<PageRange> fresh) {
        int done = 0;
        try {
            for (; done < fresh.size(); done++) {
                source.commit(fresh.get(done).segment());
            }
        } catch (Throwable e) {
            lock.lock();
            try {
                accounts.free(cache.bytes());
                cache.flush();
                releaseAgain(fresh, done);
                accounts.settle(MHeap.bytes(fresh));
            } finally {
                lock.unlock();
            }
            if (e instanceof OutOfMemoryError) {
                return false;
            }
            throw e;
        }
        lock.lock();
        try {
            accounts.settle(MHeap.bytes(fresh));
        } finally {
            lock.unlock();
        }
        return true;
    }

    private void freeMore(PageRange range, List<PageRange> fresh) {
        for (int i = 0; i < fresh.size(); i++) {
            List<PageRange> rest = fresh.get(i).without(range);
            for (int j = 0; j < rest.size(); j++) {
                PageRange more = rest.get(j);
                accounts.free(more.bytes());
                more.region().free(more.first(), more.count(), true);
            }
        }
    }

    /** Those from {@code done} on. */
    private void releaseAgain(List<PageRange> free, int done) {
        for (int i = done; i < free.size(); i++) {
            PageRange run = free.get(i);
            run.region().use(run.first(), run.count());
            run.region().freeReleased(run.first(), run.count());
            accounts.unmap(0, run.bytes());
        }
    }
}
