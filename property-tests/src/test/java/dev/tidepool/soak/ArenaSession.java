// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.arena.ArenaChecks;
import dev.tidepool.arena.PooledArena;
import dev.tidepool.arena.SharedLease;
import dev.tidepool.spanalloc.OffHeapMemoryError;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A thread at an {@link ArenaPart}. */
final class ArenaSession implements Session {

    private static final int MOST_ARENAS = 12;
    private static final int MOST_SEGMENTS = 40;
    private static final int MOST_BITS = 16;

    private record Own(PooledArena arena, List<Block> contents, List<Own> children) {

        Own(PooledArena arena) {
            this(arena, new ArrayList<>(), new ArrayList<>());
        }

        boolean isAlive() {
            return arena.scope().isAlive();
        }
    }

    private final ArenaPart part;
    private final Desk desk;
    private final SplittableRandom random;
    private final List<Own> own = new ArrayList<>();

    ArenaSession(ArenaPart part, SplittableRandom random) {
        this.part = part;
        this.desk = part.desk;
        this.random = random;
    }

    @Override
    public void step(Load load) {
        int n = random.nextInt(1000);
        try {
            if (n < 150 || own.isEmpty()) {
                open();
            } else if (n < 600) {
                allocate(any(), load);
            } else if (n < 780) {
                close(any());
            } else if (n < 900) {
                hand(lease(load));
            } else if (n < 905) {
                hand(shared(load));
            } else if (n < 990) {
                look();
            } else if (n < 991) {
                leak(load);
            } else if (!Thread.currentThread().isVirtual()) {
                ArenaChecks.check(any().arena); // virtual threads share what it looks at
            }
        } catch (OffHeapMemoryError e) {
            leave(); // the shared allocator is at its limit
        }
    }

    private Own any() {
        return own.get(random.nextInt(own.size()));
    }

    private int size(Load load) {
        return new Load(Math.min(load.bits(), MOST_BITS), 0).size(random);
    }

    private void open() {
        if (own.size() >= MOST_ARENAS) {
            close(own.getFirst());
        }
        if (own.isEmpty() || random.nextBoolean()) {
            own.add(new Own(part.shop.pool.confined()));
        } else {
            Own parent = any();
            var child = new Own(parent.arena.child());
            parent.children.add(child);
            own.add(child);
        }
        part.shop.opened.increment();
    }

    private void allocate(Own of, Load load) {
        if (of.contents.size() < MOST_SEGMENTS) {
            of.contents.add(stamped(of.arena.allocate(size(load), 1L << random.nextInt(8))));
        }
    }

    private Block stamped(MemorySegment zeroed) {
        Stamp.checkZero(desk, part.name, zeroed);
        return new Block(zeroed, desk.token()).stamped();
    }

    private void close(Own closed) {
        checkAll(closed);
        if (!desk.strikes(Plant.ACCESS_AFTER_CLOSE)) {
            closed.arena.close();
        }
        own.removeIf(each -> !each.isAlive());
        for (Block block : closed.contents) {
            desk.require(block.byteSize() == 0 || SpanPart.isRefused(block.memory()),
                    "access after close", () -> part.name + ": " + block.memory());
        }
    }

    private void checkAll(Own of) {
        of.contents.forEach(block -> block.check(desk, part.name));
        of.children.removeIf(child -> !child.isAlive());
        of.children.forEach(this::checkAll);
    }

    private ArenaPart.Handed lease(Load load) {
        SharedLease lease = part.shop.pool.lease(size(load), 8);
        part.shop.leases.increment();
        return new ArenaPart.Handed(stamped(lease.segment()), lease, false);
    }

    private ArenaPart.Handed shared(Load load) {
        PooledArena arena = part.shop.pool.shared();
        part.shop.opened.increment();
        try {
            return new ArenaPart.Handed(stamped(arena.allocate(size(load), 8)), arena, true);
        } catch (OffHeapMemoryError e) {
            arena.close();
            throw e;
        }
    }

    /** Leaves it to the others, and closes what it finds there. */
    private void hand(ArenaPart.Handed handed) {
        ArenaPart.Handed other = part.exchange.getAndSet(
                random.nextInt(part.exchange.length()), handed);
        if (other != null) {
            part.close(other);
        }
    }

    private void look() {
        ArenaPart.Handed handed = part.exchange.get(random.nextInt(part.exchange.length()));
        if (handed != null) {
            handed.look(desk, part.name);
        }
        any().contents.forEach(block -> block.check(desk, part.name));
    }

    private void leak(Load load) {
        PooledArena arena = part.shop.pool.confined();
        part.shop.opened.increment();
        part.shop.leaked.increment();
        stamped(arena.allocate(size(load), 8));
    }

    @Override
    public void leave() {
        if (!own.isEmpty() && desk.strikes(Plant.LEAK_ARENA)) {
            own.clear();
        }
        while (!own.isEmpty()) {
            close(own.getFirst());
        }
    }

    @Override
    public void abandon() {
        part.shop.leaked.add(own.size());
        own.clear();
    }
}
