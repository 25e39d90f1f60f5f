// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.pool.Checks;
import dev.tidepool.pool.Pool;
import dev.tidepool.pool.PoolBuilder;
import dev.tidepool.pool.PoolChecks;
import dev.tidepool.pool.PoolStats;
import dev.tidepool.pool.Tide;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** A {@link Pool} with whatever options. */
final class PoolPart extends Part {

    /** Which options. */
    enum Kind { PLAIN, HOOKED, EVICTING, BYTES, CHECKED }

    private static final int MOST_OBJECTS = 1000;
    private static final int MOST_BYTES = 150_000;
    /** Puts under way may exceed the bound. */
    private static final int CROWD = 5000;
    private static final int WORDS = 32;

    /** A pool from its building to its close. */
    static final class Shop {
        final LongAdder gets = new LongAdder();
        final LongAdder puts = new LongAdder();
        final LongAdder made = new LongAdder();
        final LongAdder evicted = new LongAdder();
        final LongAdder held = new LongAdder();
        final LongAdder forgotten = new LongAdder();
        final LongAdder reported = new LongAdder();
        Pool<Item> pool;

        @Override
        public String toString() {
            return pool.stats() + "; books: gets " + gets + ", puts " + puts + ", made " + made
                    + ", evicted " + evicted + ", held " + held + ", forgotten " + forgotten;
        }
    }

    final Kind kind;
    private final Tide tide;
    volatile Shop shop;

    PoolPart(Kind kind, Desk desk, Tide tide) {
        super("pool " + kind, desk);
        this.kind = kind;
        this.tide = tide;
        shop = open();
    }

    private boolean isEvicting() {
        return kind == Kind.EVICTING || kind == Kind.BYTES || kind == Kind.CHECKED;
    }

    private boolean isHooked() {
        return kind != Kind.PLAIN;
    }

    private Shop open() {
        var fresh = new Shop();
        PoolBuilder<Item> builder = Pool.<Item>builder(() -> make(fresh)).name(name).tide(tide)
                .maxRetained(MOST_OBJECTS);
        if (isHooked()) {
            builder.reset(this::reset).retainIf(item -> !desk.oneIn(50));
        }
        if (isEvicting()) {
            builder.onEvict(item -> evict(fresh, item));
        }
        if (kind == Kind.BYTES) {
            builder.maxRetainedBytes(MOST_BYTES, Item::bytes);
        }
        if (kind == Kind.CHECKED) {
            builder.checks(Checks.ALL).fingerprint(Item::print)
                    .onLeak(report -> fresh.reported.increment());
        }
        fresh.pool = builder.build();
        return fresh;
    }

    private Item make(Shop in) {
        if (isHooked() && desk.oneIn(400)) {
            throw new Planned("factory");
        }
        in.made.increment();
        return new Item(1 + WORDS / 2 + (desk.oneIn(2) ? WORDS / 2 : 0));
    }

    private void reset(Item item) {
        item.wipe();
        if (desk.oneIn(400)) {
            throw new Planned("reset");
        }
    }

    private void evict(Shop in, Item item) {
        item.evict(desk, name);
        if (desk.strikes(Plant.DOUBLE_EVICTION)) {
            item.evict(desk, name);
        }
        if (!desk.strikes(Plant.LOST_EVICTION)) {
            in.evicted.increment();
        }
        if (desk.oneIn(400)) {
            throw new Planned("onEvict");
        }
    }

    @Override
    Session session(SplittableRandom random) {
        return new PoolSession(this, random);
    }

    @Override
    void disturb(SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            shop.pool.clear();
        } else {
            PoolStats stats = shop.pool.stats();
            desk.require(stats.retained() <= MOST_OBJECTS + CROWD, "retained",
                    () -> name + ": " + stats);
        }
    }

    @Override
    void check() {
        Shop in = shop;
        desk.settled(() -> PoolChecks.check(in.pool), "invariants of " + name);
        check(in, desk, name);
    }

    /** The equations of {@link PoolStats}, and what we counted. */
    private static void check(Shop in, Desk desk, String name) {
        PoolStats stats = in.pool.stats();
        desk.equal(in.gets.sum(), stats.gets(), "gets of " + name, in::toString);
        desk.equal(in.puts.sum(), stats.puts(), "puts of " + name, in::toString);
        desk.equal(stats.gets(), stats.hits() + stats.misses(), "gets = hits + misses", () -> in);
        desk.equal(stats.puts(),
                stats.hits() + stats.dropped() + stats.evicted() + stats.retained(),
                "puts = hits + dropped + evicted + retained", () -> in);
        desk.require(stats.retained() <= MOST_OBJECTS, "maxRetained", in::toString);
        desk.require(stats.retainedBytes() <= MOST_BYTES, "maxRetainedBytes", in::toString);
    }

    @Override
    void checkEmpty() {
        Shop in = shop;
        desk.equal(0, in.held.sum(), "held of " + name, () -> in);
        if (tide.toString().contains("manual")) {
            tide.tick();
            tide.tick();
        } else {
            in.pool.clear();
        }
        desk.equal(0, in.pool.stats().retained(), "retained after two ticks or clear", () -> in);
        if (isEvicting()) {
            desk.await(() -> in.made.sum() == in.evicted.sum() + in.forgotten.sum(),
                    "made = evicted + held by nobody", () -> in);
        }
    }

    @Override
    void renew() {
        end(shop);
        shop = open();
    }

    @Override
    void close() {
        end(shop);
    }

    private void end(Shop in) {
        Pool<Item> pool = in.pool;
        pool.close();
        pool.close();
        check(in, desk, name);
        desk.equal(0, pool.stats().retained(), "retained after close", () -> in);
        try {
            Item item = pool.get();
            pool.put(item);
        } catch (Planned e) {
            // of a hook
        }
        desk.equal(0, pool.stats().retained(), "retained by put after close", () -> in);
        if (isEvicting()) {
            desk.await(() -> in.made.sum() == in.evicted.sum() + in.forgotten.sum(),
                    "made = evicted, after close", () -> in);
        }
        desk.require(in.reported.sum() <= in.forgotten.sum(), "leak reports", in::toString);
    }
}
