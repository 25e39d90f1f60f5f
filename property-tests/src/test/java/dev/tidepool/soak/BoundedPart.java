// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.pool.BoundedPool;
import dev.tidepool.pool.PoolChecks;
import dev.tidepool.pool.PoolStats;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** A {@link BoundedPool} whose objects expire, fail, and are abandoned now and then. */
final class BoundedPart extends Part {

    static final int CAPACITY = 16;

    /** A pool from its building to its close. */
    static final class Shop {
        final LongAdder claims = new LongAdder();
        final LongAdder ends = new LongAdder();
        final LongAdder made = new LongAdder();
        final LongAdder evicted = new LongAdder();
        final LongAdder held = new LongAdder();
        final LongAdder abandoned = new LongAdder();
        BoundedPool<Item> pool;

        @Override
        public String toString() {
            return pool.stats() + ", leased " + pool.leased() + ", leaked " + pool.leaked()
                    + "; books: claims " + claims + ", ends " + ends + ", made " + made
                    + ", evicted " + evicted + ", held " + held + ", abandoned " + abandoned;
        }
    }

    volatile Shop shop;

    BoundedPart(Desk desk) {
        super("bounded pool", desk);
        shop = open();
    }

    private Shop open() {
        var fresh = new Shop();
        fresh.pool = BoundedPool.<Item>builder(() -> make(fresh)).name(name).capacity(CAPACITY)
                .validate(item -> !desk.oneIn(100)).expireAfter(Duration.ofMillis(50))
                .reset(this::reset).onEvict(item -> evict(fresh, item)).evictAbandoned().build();
        return fresh;
    }

    private Item make(Shop in) {
        if (desk.oneIn(200)) {
            throw new Planned("factory");
        }
        in.made.increment();
        return new Item(8);
    }

    private void reset(Item item) {
        item.wipe();
        if (desk.oneIn(200)) {
            throw new Planned("reset");
        }
    }

    private void evict(Shop in, Item item) {
        item.evict(desk, name);
        in.evicted.increment();
        if (desk.oneIn(200)) {
            throw new Planned("onEvict");
        }
    }

    @Override
    Session session(SplittableRandom random) {
        return new BoundedSession(this, random);
    }

    @Override
    void disturb(SplittableRandom random) {
        Shop in = shop;
        int leased = in.pool.leased();
        desk.require(leased <= CAPACITY, "capacity", () -> leased + " leased");
    }

    @Override
    void check() {
        Shop in = shop;
        desk.settled(() -> PoolChecks.check(in.pool), "invariants of " + name);
        PoolStats stats = in.pool.stats();
        desk.equal(in.claims.sum(), stats.gets(), "claims", () -> in);
        desk.equal(in.ends.sum(), stats.puts(), "leases ended", () -> in);
        desk.equal(stats.gets(), stats.hits() + stats.misses(), "gets = hits + misses", () -> in);
        desk.equal(stats.puts(),
                stats.hits() + stats.dropped() + stats.evicted() + stats.retained(),
                "puts = hits + dropped + evicted + retained", () -> in);
        desk.equal(0, in.pool.waiting(), "waiting", () -> in);
    }

    @Override
    void checkEmpty() {
        Shop in = shop;
        desk.equal(0, in.held.sum(), "held of " + name, () -> in);
        desk.await(() -> in.pool.leased() == 0 && in.pool.leaked() == in.abandoned.sum(),
                "abandoned leases found", () -> in);
        desk.await(() -> in.made.sum() == in.evicted.sum() + in.pool.stats().retained(),
                "made = evicted + retained of " + name, () -> in);
        desk.require(in.pool.stats().retained() <= CAPACITY, "capacity", in::toString);
    }

    @Override
    void renew() {
        close();
        shop = open();
    }

    @Override
    void close() {
        Shop in = shop;
        in.pool.close();
        in.pool.close();
        desk.equal(0, in.pool.stats().retained(), "retained after close", () -> in);
        desk.await(() -> in.made.sum() == in.evicted.sum(), "made = evicted of " + name,
                () -> in);
        try {
            in.pool.tryClaim();
            throw desk.fault("claim after close", "%s was served", name);
        } catch (IllegalStateException e) {
            // as it must be
        }
    }
}
