// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several threads that open, use and close children of one shared arena. */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
class SharedFamilyTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 300;

    private record Stamped(MemorySegment segment, long stamp) {}

    private final List<Stamped> parents = new ArrayList<>();

    private MemorySegment stamped(PooledArena arena, Random random, List<Stamped> all) {
        MemorySegment segment = arena.allocate(random.nextInt(random.nextInt(10) * 200 + 1), 8);
        Segments.assertZero(segment);
        long stamp = random.nextLong();
        all.add(new Stamped(Segments.stamp(segment, stamp), stamp));
        return segment;
    }

    private static void assertIntact(List<Stamped> all) {
        all.forEach(each -> Segments.assertStamped(each.segment, each.stamp));
    }

    private void use(PooledArena parent, int thread) {
        var random = new Random(thread);
        List<Stamped> own = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Stamped> childs = new ArrayList<>();
            try (PooledArena child = parent.child()) {
                stamped(child, random, childs);
                if (round % 4 == 0) {
                    stamped(parent, random, own);
                }
                PooledArena grandchild = child.child();
                stamped(grandchild, random, childs);
                stamped(child, random, childs);
                Thread.yield();
                assertIntact(childs);
            }
            if (round % 20 == 0) {
                assertIntact(own);
            }
        }
        assertIntact(own);
        synchronized (parents) {
            parents.addAll(own);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noStampIsLost(Elsewhere elsewhere) throws Throwable {
        SpanAllocator allocator = SpanAllocator.builder().backgroundScavenger(false).build();
        try (ArenaPool pool = ArenaPool.builder().allocator(allocator).build()) {
            try (PooledArena parent = pool.shared()) {
                elsewhere.together(THREADS, thread -> use(parent, thread));
                assertIntact(parents);
                var apart = new Segments.Apart();
                parents.forEach(each -> apart.add(each.segment));
                long bytes = parent.allocatedBytes();
                assertEquals(parents.stream().mapToLong(p -> p.segment.byteSize()).sum(), bytes);
                long held = pool.stats().heldBytes();
                assertTrue(held < 4 * bytes + (8 << 20), () -> held + " held for " + bytes);
            }
            Books.assertNothingOpen(pool);
            assertEquals(1 + 2L * ROUNDS * THREADS, pool.stats().closed());
        }
        assertEquals(0, allocator.stats().liveBlocks());
        allocator.close();
    }
}
