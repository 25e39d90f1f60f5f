// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A recycler, Elasticsearch's way: not its code, whose artifact is the whole server, but its idea.
 * Pages of 16 KiB in as many stacks as there are processors, each behind a lock and chosen by the
 * thread; together a tenth of the heap at most. A page goes out in a handle. Sizes above a page,
 * which it composes of several, are allocated here, because a buffer must be in one piece.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares subjects.
record PageRecyclerSubject(Stripe[] stripes, LongAdder larger)
        implements Subject<PageRecyclerSubject.Page> {

    static final int PAGE_BYTES = 16 << 10;

    private static final int SHARE_OF_HEAP = 10;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** A buffer on loan, and where it came from; from nowhere, if it is not a page. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares handles.
    record Page(byte[] bytes, @Nullable Stripe home) {}

    /** A stack with its lock, which guards it. */
    static final class Stripe {
        private final ArrayDeque<byte[]> pages = new ArrayDeque<>();
        private final long limit;
        private long made;

        Stripe(long limit) {
            this.limit = limit;
        }

        synchronized byte[] obtain() {
            byte @Nullable [] page = pages.pollLast();
            if (page == null) {
                made++;
                page = new byte[PAGE_BYTES];
            }
            return page;
        }

        synchronized void recycle(byte[] page) {
            if (pages.size() < limit) {
                pages.addLast(page);
            }
        }

        synchronized long made() {
            return made;
        }

        synchronized long bytes() {
            return (long) pages.size() * PAGE_BYTES;
        }
    }

    static PageRecyclerSubject open() {
        int count = Runtime.getRuntime().availableProcessors();
        long limit = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / PAGE_BYTES / count;
        return new PageRecyclerSubject(
                Stream.generate(() -> new Stripe(limit)).limit(count).toArray(Stripe[]::new),
                new LongAdder());
    }

    private Stripe stripe() {
        long hash = Thread.currentThread().threadId() * GOLDEN;
        return stripes[(int) ((hash >>> Integer.SIZE) % stripes.length)];
    }

    @Override
    public Page get(int size) {
        if (size > PAGE_BYTES) {
            larger.increment();
            return new Page(new byte[size], null);
        }
        Stripe stripe = stripe();
        return new Page(stripe.obtain(), stripe);
    }

    @Override
    public void put(Page page) {
        if (page.home != null) {
            page.home.recycle(page.bytes);
        }
    }

    @Override
    public void touch(Page page, int size, Blackhole hole) {
        page.bytes[0]++;
        page.bytes[size - 1]++;
        hole.consume(page);
    }

    @Override
    public int capacity(Page page) {
        return page.bytes.length;
    }

    @Override
    public long made() {
        return Stream.of(stripes).mapToLong(Stripe::made).sum() + larger.sum();
    }

    @Override
    public long retainedBytes() {
        return Stream.of(stripes).mapToLong(Stripe::bytes).sum();
    }
}
