// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.faults.Edge;
import dev.tidepool.faults.HeapEdge;
import dev.tidepool.faults.NoEdge;
import dev.tidepool.faults.StackEdge;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A program in which stack or heap runs out inside each operation of an allocator, at each place
 * where it can. What the operation was about may be lost until close, but no block that lives is
 * touched or handed out again, the figures add up, all that follows works, and close unmaps
 * everything.
 */
public final class SpanEdges {

    private static final int MOST_LOST = 2; // blocks by one operation

    /** What is called at the edge. */
    private enum Call {
        SMALL, ADDRESS, LARGE, FREE_SMALL, FREE_LARGE, GROW, TRIM, SCAVENGE, STATS, CLOSE;

        long size() {
            return this == FREE_SMALL || this == GROW ? 100 : this == FREE_LARGE ? 90_000 : 0;
        }
    }

    /** The system's memory; remembers what was mapped. */
    private static final class Pages implements PageSource {
        private final PageSource real = PageSource.system();
        private final List<MemorySegment> mapped = new ArrayList<>(8);

        @Override
        public long pageSize() {
            return real.pageSize();
        }

        @Override
        public boolean releases() {
            return real.releases();
        }

        @Override
        public MemorySegment map(long byteSize, long byteAlignment, Arena arena) {
            MemorySegment segment = real.map(byteSize, byteAlignment, arena);
            mapped.add(segment);
            return segment;
        }

        @Override
        public void commit(MemorySegment range) {
            real.commit(range);
        }

        @Override
        public void release(MemorySegment range) {
            real.release(range);
        }
    }

    private record Block(MemorySegment segment, Stamped stamp) {}

    private final Pages pages = new Pages();
    private final StubClock clock = new StubClock(0);
    private final List<Block> live = new ArrayList<>();
    private final SpanAllocator allocator;
    private MemorySegment got = MemorySegment.NULL;

    private SpanEdges(Profile profile, boolean used) {
        allocator = SpanAllocator.builder().profile(profile).pageSource(pages).clock(clock)
                .backgroundScavenger(false).build();
        for (int i = 0; used && i < 12; i++) {
            add(allocator.allocate(i % 3 == 0 ? 60_000 + i : 100, 8));
        }
        for (int i = 0; used && i < 6; i++) {
            freeOne(i % 2 * live.size() / 2);
        }
        clock.advance(1L << 40);
    }

    private static void require(boolean holds, Object what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private void add(MemorySegment segment) {
        for (Block block : live) {
            MemorySegment other = block.segment;
            require(segment.address() + segment.byteSize() <= other.address()
                    || other.address() + other.byteSize() <= segment.address(), "handed out twice");
        }
        var stamp = new Stamped(segment.address(), segment.byteSize(), live.size() + 1).write();
        live.add(new Block(segment, stamp));
    }

    private void freeOne(int index) {
        Block block = live.remove(index);
        block.stamp.check();
        allocator.free(block.segment);
    }

    private void call(Call call, MemorySegment mine) {
        switch (call) {
            case SMALL -> got = allocator.allocate(100, 8);
            case ADDRESS -> allocator.allocateAddress(400);
            case LARGE -> got = allocator.allocate(100_000, 8);
            case FREE_SMALL, FREE_LARGE -> allocator.free(mine);
            case GROW -> got = allocator.reallocate(mine, 5000);
            case TRIM -> allocator.trim();
            case SCAVENGE -> allocator.scavenge();
            case STATS -> allocator.stats();
            case CLOSE -> allocator.close();
        }
    }

    private boolean isStruck(Call call, Edge edge) {
        MemorySegment mine =
                call.size() > 0 ? allocator.allocate(call.size(), 8) : MemorySegment.NULL;
        Throwable thrown = edge.run(() -> call(call, mine));
        require(thrown == null || edge.explains(thrown), thrown);
        if (call != Call.CLOSE) {
            if (got.byteSize() > 0) {
                add(got);
            } else if (thrown != null && mine.byteSize() > 0) {
                freeAgain(mine);
            }
            assertWorks();
            int kept = call == Call.ADDRESS ? 1 : 0;
            assertBooks(thrown == null ? kept : MOST_LOST, thrown == null);
        }
        allocator.close();
        require(pages.mapped.stream().noneMatch(p -> p.scope().isAlive()), "still mapped");
        return thrown != null;
    }

    private void freeAgain(MemorySegment block) {
        try {
            allocator.free(block);
        } catch (IllegalStateException e) {
            require(e.getMessage().contains("already free"), e);
        }
    }

    private void assertWorks() {
        for (int i = 0; i < 40; i++) {
            add(allocator.allocate(i % 8 == 0 ? 50_000 : 90 + i, 8));
        }
        while (!live.isEmpty()) {
            freeOne(live.size() / 2);
        }
        allocator.trim();
    }

    private void assertBooks(int mostLive, boolean whole) {
        SpanStats stats = allocator.stats();
        require(stats.reserved() == stats.sum(), stats);
        require(stats.liveBlocks() <= mostLive, stats);
        if (whole) {
            allocator.tiers().checkInvariants();
        }
    }

    /** Loads what is needed: a class whose initializer fails stays unusable. */
    private static void warmUp(Profile profile) {
        for (Call call : Call.values()) {
            for (boolean used : new boolean[] {false, true}) {
                new SpanEdges(profile, used).isStruck(call, new NoEdge());
            }
        }
    }

    private static void sweep(Profile profile, Edge edge) {
        boolean[] starts = profile == Profile.BALANCED && edge instanceof StackEdge
                ? new boolean[] {false, true} : new boolean[] {true};
        for (Call call : Call.values()) {
            int struck = 0;
            for (boolean used : starts) {
                try {
                    struck += edge.sweep(at -> new SpanEdges(profile, used).isStruck(call, at));
                } catch (AssertionError e) {
                    throw new AssertionError(profile + " " + call + " " + e.getMessage(), e);
                }
            }
            System.out.println(profile + " " + call + " struck " + struck);
        }
    }

    /** Runs at the edge that is named. */
    public static void main(String[] edge) throws Throwable {
        warmUp(Profile.BALANCED);
        if (edge[0].equals("stack")) {
            warmUp(Profile.HARDENED);
            StackEdge.onSmallStack(() -> {
                sweep(Profile.BALANCED, new StackEdge());
                sweep(Profile.HARDENED, new StackEdge());
            });
        } else {
            sweep(Profile.BALANCED, new HeapEdge()); // takes longer
        }
        System.out.println("went well");
    }
}
