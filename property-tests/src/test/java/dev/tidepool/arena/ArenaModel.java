// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.OffHeapMemoryError;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A pool beside lists of what is open in it. One thread does all the steps. */
final class ArenaModel {

    private static final int MOST_STALE = 200;

    /** An open arena. */
    private static final class Node {
        final PooledArena arena;
        final Node parent;
        final List<Node> children = new ArrayList<>();
        final List<Live> contents = new ArrayList<>();
        long bytes;

        Node(PooledArena arena, Node parent) {
            this.arena = arena;
            this.parent = parent;
        }
    }

    private record Leased(SharedLease lease, Live content) {}

    private final SpanAllocator allocator;
    private final ArenaPool pool;
    private final Zeroing zeroing;
    private final List<Node> open = new ArrayList<>();
    private final List<Leased> leases = new ArrayList<>();
    private final TreeMap<Long, MemorySegment> places = new TreeMap<>();
    /** Of arenas that were closed. */
    private final List<Live> stale = new ArrayList<>();
    private final List<PooledArena> closed = new ArrayList<>();
    private long opened;
    private long leased;
    private long stamp;

    ArenaModel(boolean recycling, Zeroing zeroing, long blockBytes, long hardLimit) {
        this.zeroing = zeroing;
        var builder = SpanAllocator.builder().backgroundScavenger(false);
        allocator = hardLimit == 0 ? builder.build() : builder.hardLimit(hardLimit).build();
        pool = ArenaPool.builder().allocator(allocator).zeroing(zeroing).blockBytes(blockBytes)
                .recycling(recycling).limboBytes(1 << 22).name("model").build();
    }

    // ---- steps

    void confined(int n) {
        add(new Node(pool.confined(), null));
    }

    void shared(int n) {
        add(new Node(pool.shared(), null));
    }

    void child(int n) {
        if (!open.isEmpty()) {
            Node parent = open.get(n % open.size());
            var child = new Node(parent.arena.child(), parent);
            parent.children.add(child);
            add(child);
        }
    }

    void childOfYoungest() {
        child(open.size() - 1);
    }

    void allocateFromYoungest(long byteSize) {
        if (!open.isEmpty()) {
            allocateFrom(open.getLast(), byteSize, 8, true);
        }
    }

    void closeYoungest() {
        close(open.size() - 1);
    }

    private void add(Node node) {
        open.add(node);
        opened++;
        assertTrue(node.arena.scope().isAlive());
        assertEquals(0, node.arena.allocatedBytes());
    }

    void allocate(long byteSize, int how) {
        if (open.isEmpty()) {
            return;
        }
        Node node = open.get(how % open.size());
        allocateFrom(node, byteSize, 1L << how / 7 % 14, how % 4 != 0);
    }

    private void allocateFrom(Node node, long byteSize, long alignment, boolean zeroed) {
        try {
            MemorySegment segment = zeroed
                    ? node.arena.allocate(byteSize, alignment)
                    : node.arena.allocateUninitialized(byteSize, alignment);
            assertEquals(byteSize, segment.byteSize());
            assertEquals(0, segment.address() % alignment, "alignment");
            assertEquals(node.arena.scope(), segment.scope());
            if (zeroed && zeroing != Zeroing.NONE) {
                Live.checkZero(segment);
            }
            node.bytes += byteSize;
            node.contents.add(occupy(segment));
        } catch (OffHeapMemoryError e) {
            assertEquals(node.bytes, node.arena.allocatedBytes());
        }
    }

    void text(int n) {
        if (!open.isEmpty()) {
            Node node = open.get(n % open.size());
            try {
                MemorySegment segment = node.arena.allocateFrom("x".repeat(n % 300));
                assertEquals(n % 300, segment.getString(0).length());
                node.bytes += segment.byteSize();
                node.contents.add(occupy(segment));
            } catch (OffHeapMemoryError e) {
                assertEquals(node.bytes, node.arena.allocatedBytes());
            }
        }
    }

    private Live occupy(MemorySegment segment) {
        long end = segment.address() + Math.max(1, segment.byteSize());
        for (Map.Entry<Long, MemorySegment> below = places.lowerEntry(end); below != null;
                below = places.lowerEntry(below.getKey())) {
            MemorySegment other = below.getValue();
            if (below.getKey() + Math.max(1, other.byteSize()) > segment.address()) {
                assertFalse(other.scope().isAlive(), () -> segment + " overlaps " + other);
            } else if (segment.address() - below.getKey() > 1 << 22) {
                break; // none is that large
            }
        }
        places.put(segment.address(), segment);
        return new Live(segment, ++stamp).write();
    }

    void close(int n) {
        if (!open.isEmpty()) {
            Node node = open.get(n % open.size());
            node.contents.forEach(Live::check);
            node.arena.close();
            if (node.parent != null) {
                node.parent.children.remove(node);
            }
            forget(node);
        }
    }

    private void forget(Node node) {
        node.children.forEach(this::forget);
        assertFalse(node.arena.scope().isAlive());
        open.remove(node);
        closed.add(node.arena);
        for (Live live : node.contents) {
            places.remove(live.segment().address(), live.segment());
            if (live.segment().byteSize() > 0 && stale.size() < MOST_STALE) {
                stale.add(live);
            }
        }
        if (stale.size() == MOST_STALE) {
            stale.subList(0, MOST_STALE / 2).clear();
        }
    }

    void lease(long byteSize, int how) {
        try {
            SharedLease lease = pool.lease(byteSize, 1L << how % 10);
            leased++;
            MemorySegment segment = lease.segment();
            assertEquals(byteSize, segment.byteSize());
            if (zeroing != Zeroing.NONE) {
                Live.checkZero(segment);
            }
            leases.add(new Leased(lease, occupy(segment)));
        } catch (OffHeapMemoryError e) {
            pool.flush();
        }
    }

    /** Its memory stays occupied as long as its scope is alive. */
    void closeLease(int n) {
        if (!leases.isEmpty()) {
            Leased leased = leases.remove(n % leases.size());
            leased.content.check();
            leased.lease.close();
            leased.lease.close();
            assertThrows(IllegalStateException.class, leased.lease::segment);
        }
    }

    void flush(int n) {
        pool.flush();
    }

    void misuse(int n) {
        if (!closed.isEmpty()) {
            PooledArena arena = closed.get(n % closed.size());
            assertThrows(IllegalStateException.class, arena::close);
            assertThrows(IllegalStateException.class, () -> arena.allocate(8, 8));
            assertThrows(IllegalStateException.class, arena::child);
            assertThrows(IllegalArgumentException.class, () -> arena.allocate(-1, 8));
        }
        if (!open.isEmpty()) {
            PooledArena arena = open.get(n % open.size()).arena;
            assertThrows(IllegalArgumentException.class, () -> arena.allocate(8, 3));
            assertThrows(OutOfMemoryError.class, () -> arena.allocate(Long.MAX_VALUE, 8));
        }
    }

    // ---- the look at it

    void check() {
        pool.ground().leases.checkInvariants();
        for (Node node : open) {
            assertTrue(node.arena.scope().isAlive());
            checkInvariants(node.arena);
            node.contents.forEach(Live::check);
            assertEquals(node.bytes, node.arena.allocatedBytes());
        }
        leases.forEach(leased -> leased.content.check());
        stale.forEach(live -> assertTrue(live.isDead(), () -> live.segment() + " is alive"));
        leases.forEach(leased -> leased.content.check());
        ArenaStats stats = pool.stats();
        assertEquals(opened, stats.opened());
        assertEquals(open.size(), stats.open());
        assertEquals(opened - open.size(), stats.closed());
        assertEquals(0, stats.reclaimed());
        long ours = stats.heldBytes() + stats.keptBytes();
        assertTrue(leased > 0 || ours == allocator.stats().live(),
                () -> "held: " + stats + allocator.stats());
        assertEquals(leased, stats.leasesOpened());
        assertEquals(leases.size(), stats.leasesOpen());
        assertEquals(leases.stream().mapToLong(l -> l.content.segment().byteSize()).sum(),
                stats.leasedBytes());
    }

    private static void checkInvariants(PooledArena arena) {
        switch (arena) {
            case ConfinedArena confined -> confined.checkInvariants();
            case SharedArena shared -> shared.checkInvariants();
            default -> throw new AssertionError(arena);
        }
    }

    void checkEnd() {
        check();
        while (!open.isEmpty()) {
            close(open.size() - 1);
        }
        while (!leases.isEmpty()) {
            closeLease(0);
        }
        check();
        settle();
        assertEquals(0, pool.stats().heldBytes());
        assertEquals(pool.stats().keptBytes(), allocator.stats().live());
        pool.close();
        assertEquals(0, allocator.stats().liveBlocks());
        allocator.close();
    }

    private void settle() {
        long deadline = System.nanoTime() + 10_000_000_000L;
        do {
            pool.flush();
            assertTrue(System.nanoTime() < deadline, () -> "limbo: " + pool.stats());
            Thread.onSpinWait();
        } while (pool.stats().limboBytes() > 0 || pool.stats().batches() > 0);
    }
}
