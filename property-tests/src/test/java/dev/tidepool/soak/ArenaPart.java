// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.arena.ArenaChecks;
import dev.tidepool.arena.ArenaPool;
import dev.tidepool.arena.ArenaStats;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** An {@link ArenaPool} over an allocator that it shares with others. */
final class ArenaPart extends Part {

    /** What any thread may look at and close. */
    record Handed(Block content, AutoCloseable owner, boolean refusesAtOnce) {

        void look(Desk desk, String part) {
            try {
                content.check(desk, part);
            } catch (IllegalStateException e) {
                // closed meanwhile
            }
        }
    }

    /** A pool from its building to its close. */
    static final class Shop {
        final LongAdder opened = new LongAdder();
        final LongAdder leases = new LongAdder();
        final LongAdder leaked = new LongAdder();
        final LongAdder told = new LongAdder();
        ArenaPool pool;

        @Override
        public String toString() {
            return pool.stats() + "; books: opened " + opened + ", leases " + leases
                    + ", leaked " + leaked + ", told " + told;
        }
    }

    final AtomicReferenceArray<Handed> exchange = new AtomicReferenceArray<>(32);
    private final SpanPart spans;
    volatile Shop shop;

    ArenaPart(SpanPart spans, Desk desk) {
        super("arenas", desk);
        this.spans = spans;
        shop = open();
    }

    private Shop open() {
        var fresh = new Shop();
        fresh.pool = ArenaPool.builder().name("soak").allocator(spans.allocator())
                .onLeak(leak -> fresh.told.increment()).build();
        return fresh;
    }

    @Override
    Session session(SplittableRandom random) {
        return new ArenaSession(this, random);
    }

    @Override
    void disturb(SplittableRandom random) {
        ArenaStats stats = shop.pool.stats();
        desk.require(stats.recycling(), "recycling", stats::toString);
    }

    void close(Handed handed) {
        handed.look(desk, name);
        try {
            handed.owner.close();
        } catch (Exception e) {
            throw desk.fault("close of a shared arena or lease", "%s: %s", name, e);
        }
        desk.require(!handed.refusesAtOnce || handed.content.byteSize() == 0
                        || SpanPart.isRefused(handed.content.memory()),
                "access after close", () -> name + ": " + handed.content);
    }

    @Override
    void check() {
        Shop in = shop;
        ArenaChecks.check(in.pool);
        ArenaStats stats = in.pool.stats();
        desk.equal(in.opened.sum(), stats.opened(), "arenas opened", () -> in);
        desk.equal(in.leases.sum(), stats.leasesOpened(), "leases opened", () -> in);
        desk.equal(stats.opened(), stats.open() + stats.closed() + stats.reclaimed(),
                "opened = open + closed + reclaimed", () -> in);
        desk.equal(stats.leasesOpened(),
                stats.leasesOpen() + stats.leasesClosed() + stats.leasesReclaimed(),
                "leases opened = open + closed + reclaimed", () -> in);
        desk.equal(0, stats.condemnedBytes(), "condemned", () -> in);
    }

    @Override
    void drain() {
        for (int i = 0; i < exchange.length(); i++) {
            Handed handed = exchange.getAndSet(i, null);
            if (handed != null) {
                close(handed);
            }
        }
    }

    @Override
    void checkEmpty() {
        Shop in = shop;
        desk.await(() -> {
            ArenaChecks.flush(in.pool);
            ArenaStats stats = in.pool.stats();
            return stats.open() == 0 && stats.leasesOpen() == 0 && stats.limboBytes() == 0
                    && stats.heldBytes() == 0;
        }, "every arena closed or reclaimed", () -> in);
        check();
        ArenaStats stats = in.pool.stats();
        desk.equal(in.leaked.sum(), stats.reclaimed() + stats.leasesReclaimed(),
                "arenas reclaimed", () -> in);
        desk.await(() -> in.told.sum() <= in.leaked.sum() && (in.told.sum() > 0)
                == (in.leaked.sum() > 0), "leaks told", () -> in);
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
        desk.await(() -> ArenaChecks.isFinished(in.pool), "end of the pool of arenas", () -> in);
        try {
            in.pool.confined().close();
        } catch (IllegalStateException e) {
            return;
        }
        throw desk.fault("open after close", "%s: an arena was opened", name);
    }
}
