// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Gives free pages back to the system in time. What stays is as much as was in use at some instant
 * of the decay time, which is cut into eight epochs: memory that is used again and again stays,
 * what is not needed for the decay time goes.
 *
 * <pre>
 * after a tick: resident &lt;= max(in use over the last 8 epochs), or the system refused, or
 *               what is left are single pages in chunks nearly all in use, or parts of what the
 *               page source would rather have back whole
 * </pre>
 */
final class Scavenger {

    static final int EPOCHS = 8;
    /** Epochs last 1/12 to 2/12 of the decay time, at random: allocators are not in step. */
    private static final int FRACTION = 12;
    private static final long SHORTEST_NANOS = 1_000_000;
    private static final long STOPPED = 1L << 32;

    private final Tiers tiers;
    private final MHeap heap;
    private final PageSource source;
    private final LongSupplier clock;
    private final String name;
    private final long decayNanos;
    /** Pages that a tick releases only together, all of them free; 1 if it need not care. */
    private final int whole;
    private final ReentrantLock ticking = new ReentrantLock();
    // Guarded by it.
    private final long[] peaks = new long[EPOCHS];
    private final AtomicLong ticks = new AtomicLong();
    private volatile long due;
    /** Calls of the page source under way, plus {@link #STOPPED} once the allocator closes. */
    private final AtomicLong releasing = new AtomicLong();

    Scavenger(Tiers tiers, Settings settings) {
        this.tiers = tiers;
        this.heap = tiers.heap();
        this.source = settings.pageSource();
        this.clock = settings.clock();
        this.name = settings.name();
        this.decayNanos = settings.decayNanos();
        this.whole = whole(settings);
        this.due = clock.getAsLong() + interval();
    }

    private static int whole(Settings settings) {
        long bytes = Math.min(settings.pageSource().releaseSize(), settings.regionBytes());
        return bytes <= settings.pageSource().pageSize() ? 1
                : (int) Math.max(1, Long.highestOneBit(bytes) / MHeap.PAGE);
    }

    private long interval() {
        long shortest = shortestEpoch();
        return shortest + ThreadLocalRandom.current().nextLong(shortest);
    }

    /** {@return in nanoseconds} */
    long shortestEpoch() {
        return Math.max(SHORTEST_NANOS, decayNanos / FRACTION);
    }

    /** {@return nanoseconds until the next tick is due; 0 or less if it is} */
    long nanosToWait() {
        return due - clock.getAsLong();
    }

    long ticks() {
        return ticks.get();
    }

    /**
     * Ends an epoch if it is time.
     *
     * @return bytes released
     */
    long tickIfDue() {
        if (nanosToWait() > 0 || !ticking.tryLock()) {
            return 0;
        }
        try {
            return tick(clock.getAsLong());
        } finally {
            ticking.unlock();
        }
    }

    private long tick(long now) {
        due = now + interval();
        tiers.settle(now - decayNanos);
        long resident = heap.locked(() -> {
            peaks[(int) (ticks.getAndIncrement() % EPOCHS)] = heap.accounts().drainPeakInUse();
            return heap.accounts().resident();
        });
        long excess = resident - retained();
        long done = excess > 0 ? release(excess, false) : 0;
        tell(resident, excess, done, clock.getAsLong() - now);
        return done;
    }

    private void tell(long resident, long excess, long done, long nanos) {
        System.Logger log = System.getLogger("dev.tidepool.spanalloc");
        if (log.isLoggable(System.Logger.Level.DEBUG)) {
            log.log(System.Logger.Level.DEBUG,
                    "'%s', tick %d: %d bytes resident, %d of them kept, %d given back, %s ms"
                            .formatted(name, ticks.get(), resident,
                                    Math.min(resident, resident - excess), done,
                                    Numbers.millis(nanos)));
        }
    }

    private long retained() {
        long most = 0;
        for (long peak : peaks) {
            most = Math.max(most, peak);
        }
        return most;
    }

    /**
     * Releases free pages, highest address first.
     *
     * @param forced whether to take even single pages out of chunks that are nearly all in use, and
     *     parts of what the page source would rather have back whole
     * @return bytes released
     */
    long release(long bytes, boolean forced) {
        long done = 0;
        while (done < bytes && source.releases()) {
            long pages = Math.ceilDiv(bytes - done, MHeap.PAGE);
            int most = (int) Math.min(pages, Math.max(PageBitmap.CHUNK_PAGES, whole));
            PageRange range = heap.releases().take(most, forced ? 0 : whole);
            if (range == null || !release(range)) {
                break;
            }
            done += range.bytes();
        }
        return done;
    }

    /**
     * Waits for the calls under way to end, and lets no other begin: a region cannot be unmapped
     * while the system is told to release a part of it.
     */
    void stop() {
        releasing.addAndGet(STOPPED);
        while (releasing.get() % STOPPED != 0) {
            Thread.yield();
        }
    }

    /** Undoes {@link #stop}. */
    void goOn() {
        releasing.addAndGet(-STOPPED);
    }

    private boolean release(PageRange range) {
        long start = clock.getAsLong();
        boolean done = false;
        try {
            if (releasing.incrementAndGet() < STOPPED) {
                source.release(range.segment());
                done = true;
            }
        } catch (OutOfMemoryError e) {
            return false; // refused: the pages stay resident
        } finally {
            releasing.decrementAndGet();
            heap.releases().end(range, start, clock.getAsLong() - start, done);
        }
        return done;
    }
}
