// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What one thread of an {@link ArenaTorture} does. */
final class ArenaTortureWorker {

    private static final int MOST_ARENAS = 24;
    private static final int MOST_SEGMENTS = 60;

    private record Own(PooledArena arena, List<Live> contents, List<Own> children) {

        Own(PooledArena arena) {
            this(arena, new ArrayList<>(), new ArrayList<>());
        }

        boolean isAlive() {
            return arena.scope().isAlive();
        }
    }

    private final ArenaTorture torture;
    private final SplittableRandom random;
    private final List<Own> own = new ArrayList<>();

    ArenaTortureWorker(ArenaTorture torture, SplittableRandom random) {
        this.torture = torture;
        this.random = random;
    }

    void operation() {
        int n = random.nextInt(1000);
        if (n < 150 || own.isEmpty()) {
            open();
        } else if (n < 600) {
            allocate(any());
        } else if (n < 780) {
            close(any());
        } else if (n < 880) {
            hand(lease());
        } else if (n < 890) {
            hand(shared());
        } else if (n < 990) {
            look();
        } else if (n < 995) {
            leak();
        } else {
            Thread.yield();
        }
    }

    private Own any() {
        return own.get(random.nextInt(own.size()));
    }

    private void open() {
        if (own.size() >= MOST_ARENAS) {
            close(own.getFirst());
        }
        if (own.isEmpty() || random.nextBoolean()) {
            own.add(new Own(torture.pool.confined()));
        } else {
            Own parent = any();
            var child = new Own(parent.arena.child());
            parent.children.add(child);
            own.add(child);
        }
    }

    private void allocate(Own of) {
        if (of.contents.size() < MOST_SEGMENTS) {
            long alignment = 1L << random.nextInt(8);
            MemorySegment segment = of.arena.allocate(size(), alignment);
            ArenaTorture.require(segment.address() % alignment == 0, "misaligned " + segment);
            Live.checkZero(segment);
            of.contents.add(new Live(segment, random.nextLong()).write());
        }
    }

    private void close(Own closed) {
        checkAll(closed);
        closed.arena.close();
        own.removeIf(each -> !each.isAlive());
        for (Live live : closed.contents) {
            ArenaTorture.require(live.segment().byteSize() == 0 || live.isDead(),
                    "alive after close: " + live.segment());
        }
    }

    private static void checkAll(Own of) {
        of.contents.forEach(Live::check);
        of.children.stream().filter(Own::isAlive).forEach(ArenaTortureWorker::checkAll);
        of.children.removeIf(child -> !child.isAlive());
    }

    private ArenaTorture.Handed lease() {
        SharedLease lease = torture.pool.lease(size(), 8);
        Live.checkZero(lease.segment());
        return new ArenaTorture.Handed(
                new Live(lease.segment(), random.nextLong()).write(), lease);
    }

    private ArenaTorture.Handed shared() {
        PooledArena arena = torture.pool.shared();
        PooledArena owner = random.nextBoolean() ? arena : arena.child();
        MemorySegment segment = owner.allocate(size(), 8);
        Live.checkZero(segment);
        return new ArenaTorture.Handed(new Live(segment, random.nextLong()).write(), arena);
    }

    /** Leaves it to the others, and closes what it finds there. */
    private void hand(ArenaTorture.Handed handed) {
        ArenaTorture.Handed other = torture.exchange.getAndSet(
                random.nextInt(torture.exchange.length()), handed);
        if (other != null) {
            other.look();
            other.close();
        }
    }

    private void look() {
        ArenaTorture.Handed handed = torture.exchange.get(
                random.nextInt(torture.exchange.length()));
        if (handed != null) {
            handed.look();
        }
        if (!own.isEmpty()) {
            any().contents.forEach(Live::check);
        }
    }

    private void leak() {
        PooledArena arena = torture.pool.confined();
        new Live(arena.allocate(size(), 8), 1).write();
        torture.leaked.incrementAndGet();
    }

    /** Log-uniform, mostly small. */
    private long size() {
        return random.nextLong(1L << random.nextInt(random.nextInt(100) == 0 ? 18 : 11));
    }

    void leave() {
        while (!own.isEmpty()) {
            close(own.getFirst());
        }
    }
}
