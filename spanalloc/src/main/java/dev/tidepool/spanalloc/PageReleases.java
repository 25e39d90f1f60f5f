// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Free pages on their way back to the system: claimed meanwhile, so that nobody uses them, and
 * resident until the system has them. Who is about to fail for want of memory waits for them.
 */
final class PageReleases {

    /** The page heap's. */
    private final ReentrantLock lock;
    // Guarded by it.
    private final List<Region> regions;
    private final PageAccounts accounts;
    private long underWay;
    private long ends;
    private final Condition ended;

    /**
     * Makes it.
     *
     * @param lock guards the other parameters as well
     * @param regions by address; none once the heap is closed
     */
    PageReleases(ReentrantLock lock, List<Region> regions, PageAccounts accounts) {
        this.lock = lock;
        this.regions = regions;
        this.accounts = accounts;
        this.ended = lock.newCondition();
    }

    /** Claims free resident pages in order to release them; see {@link Region#highestResident}. */
    @Nullable PageRange take(int most, int whole) {
        lock.lock();
        try {
            for (int i = regions.size() - 1; i >= 0; i--) {
                Region region = regions.get(i);
                long run = region.highestResident(most, whole);
                if (run != 0) {
                    PageRange range = region.claim((int) run, (int) (run >>> 32));
                    accounts.free(-range.bytes());
                    underWay += range.bytes();
                    return range;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a release. */
    void end(PageRange range, long start, long nanos, boolean done) {
        lock.lock();
        try {
            underWay -= range.bytes();
            ends++;
            ended.signalAll();
            accounts.release(range.bytes(), nanos, done);
            if (done) {
                range.region().freeReleased(range.first(), range.count());
                range.region().releasedAt = start;
            } else {
                range.region().free(range.first(), range.count(), false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a release by another thread to end. {@return false if there is none} */
    boolean await() {
        lock.lock();
        try {
            if (underWay == 0) {
                return false;
            }
            for (long seen = ends; ends == seen; ) {
                ended.awaitUninterruptibly();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
