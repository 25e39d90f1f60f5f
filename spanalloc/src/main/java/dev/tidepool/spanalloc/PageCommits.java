// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;

/**
 * Makes claimed pages usable that have no memory behind them, and undoes the claim if the system
 * refuses. The system commits units that may be larger than a page: what is committed beyond the
 * claim is claimed as well until it is done, so that nobody uses it before.
 */
final class PageCommits {

    private final MHeap heap;
    private final PageSource source;
    /** Guarded by the heap's lock. */
    private final PageAccounts accounts;

    PageCommits(MHeap heap, PageSource source, PageAccounts accounts) {
        this.heap = heap;
        this.source = source;
        this.accounts = accounts;
    }

    /** Claims what goes beyond the range. The caller holds the heap's lock. */
    void claimMore(PageRange range, List<PageRange> fresh) {
        for (PageRange run : fresh) {
            for (PageRange more : run.without(range)) {
                more.region().claim(more.first(), more.count());
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
            for (PageRange run : fresh) {
                source.commit(run.segment());
                done++;
            }
        } catch (Throwable e) {
            heap.lock();
            try {
                freeMore(range, fresh);
                accounts.free(range.bytes());
                range.region().free(range.first(), range.count(), false);
                releaseAgain(fresh, done);
                accounts.settle(MHeap.bytes(fresh));
            } finally {
                heap.unlock();
            }
            throw heap.refused(asked, e);
        }
        heap.locked(() -> {
            freeMore(range, fresh);
            accounts.settle(MHeap.bytes(fresh));
        });
    }

    /**
     * {@return whether the system gave memory for the fresh runs of a page cache; else it is empty}
     * Whatever else the page source throws goes on to the caller, after the same.
     */
    boolean commit(PageCache cache, List<PageRange> fresh) {
        int done = 0;
        try {
            for (PageRange run : fresh) {
                source.commit(run.segment());
                done++;
            }
            heap.locked(() -> accounts.settle(MHeap.bytes(fresh)));
            return true;
        } catch (Throwable e) {
            heap.lock();
            try {
                accounts.free(cache.bytes());
                cache.flush();
                releaseAgain(fresh, done);
                accounts.settle(MHeap.bytes(fresh));
            } finally {
                heap.unlock();
            }
            if (e instanceof OutOfMemoryError) {
                return false;
            }
            throw e;
        }
    }

    private void freeMore(PageRange range, List<PageRange> fresh) {
        for (PageRange run : fresh) {
            for (PageRange more : run.without(range)) {
                accounts.free(more.bytes());
                more.region().free(more.first(), more.count(), true);
            }
        }
    }

    private void releaseAgain(List<PageRange> fresh, int from) {
        for (int i = from; i < fresh.size(); i++) {
            PageRange run = fresh.get(i);
            run.region().use(run.first(), run.count());
            run.region().freeReleased(run.first(), run.count());
            accounts.unmap(0, run.bytes());
        }
    }
}
