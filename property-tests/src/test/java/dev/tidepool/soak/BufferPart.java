// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.PoolChecks;
import dev.tidepool.pool.PoolStats;
import dev.tidepool.pool.Tide;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** A {@link BufferPool} of whatever kind. */
final class BufferPart<B> extends Part {

    /** A pool from its building to its close. */
    static final class Shop<B> {
        final LongAdder gets = new LongAdder();
        final LongAdder puts = new LongAdder();
        final LongAdder made = new LongAdder();
        final LongAdder evicted = new LongAdder();
        final LongAdder held = new LongAdder();
        BufferPool<B> pool;

        B made(B buffer) {
            made.increment();
            return buffer;
        }

        B evicted(B buffer) {
            evicted.increment();
            return buffer;
        }

        @Override
        public String toString() {
            return pool.totalStats() + "; books: gets " + gets + ", puts " + puts + ", made "
                    + made + ", evicted " + evicted + ", held " + held;
        }
    }

    final BufferKind<B> kind;
    final Holders holders;
    /** Left by threads that died. */
    final ConcurrentLinkedQueue<B> orphans = new ConcurrentLinkedQueue<>();
    private final Tide tide;
    volatile Shop<B> shop;

    BufferPart(BufferKind<B> kind, Desk desk, Tide tide) {
        super(kind.name(), desk);
        this.kind = kind;
        this.tide = tide;
        holders = new Holders(desk, name);
        shop = open();
    }

    private Shop<B> open() {
        var fresh = new Shop<B>();
        fresh.pool = kind.builder().apply(fresh).name(name).tide(tide).build();
        return fresh;
    }

    void put(B buffer) {
        shop.puts.increment();
        shop.pool.put(buffer);
    }

    @Override
    Session session(SplittableRandom random) {
        return new BufferSession<>(this, random);
    }

    @Override
    void disturb(SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            shop.pool.clear();
        } else {
            shop.pool.stats();
        }
    }

    @Override
    void check() {
        Shop<B> in = shop;
        desk.settled(() -> PoolChecks.check(in.pool), "invariants of " + name);
        check(in);
    }

    private void check(Shop<B> in) {
        PoolStats stats = in.pool.totalStats();
        desk.equal(in.gets.sum(), stats.gets(), "gets of " + name, () -> in);
        desk.equal(in.puts.sum(), stats.puts(), "puts of " + name, () -> in);
        for (PoolStats each : in.pool.stats()) {
            desk.equal(each.gets(), each.hits() + each.misses(), "gets = hits + misses",
                    () -> each);
            desk.equal(each.puts(),
                    each.hits() + each.dropped() + each.evicted() + each.retained(),
                    "puts = hits + dropped + evicted + retained", () -> each);
        }
    }

    @Override
    void drain() {
        for (B orphan = orphans.poll(); orphan != null; orphan = orphans.poll()) {
            put(orphan);
        }
    }

    @Override
    void checkEmpty() {
        Shop<B> in = shop;
        desk.equal(0, in.held.sum(), "held of " + name, () -> in);
        in.pool.clear();
        checkGone(in);
    }

    private void checkGone(Shop<B> in) {
        desk.equal(0, in.pool.totalStats().retained(), "retained of " + name, () -> in);
        if (kind.evicts()) {
            desk.await(() -> in.made.sum() == in.evicted.sum(), "made = evicted of " + name,
                    () -> in);
        }
    }

    @Override
    void renew() {
        close();
        shop = open();
    }

    @Override
    void close() {
        Shop<B> in = shop;
        in.pool.close();
        check(in);
        in.pool.put(in.pool.get(100));
        checkGone(in);
    }
}
