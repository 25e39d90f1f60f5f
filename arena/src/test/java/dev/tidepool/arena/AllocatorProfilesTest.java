// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pool is as good over every profile of allocator, which gives memory back meanwhile. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
class AllocatorProfilesTest {

    private static SpanAllocator allocator(Profile profile) {
        return SpanAllocator.builder().profile(profile).decay(Duration.ZERO)
                .backgroundScavenger(false).build();
    }

    private static void work(SpanAllocator allocator, ArenaPool pool, Random random) {
        List<MemorySegment> stamped = new ArrayList<>();
        try (PooledArena confined = pool.confined(); PooledArena shared = pool.shared();
                SharedLease lease = pool.lease(random.nextInt(20_000), 8)) {
            Segments.assertZero(lease.segment());
            stamped.add(Segments.stamp(lease.segment(), 0));
            for (int i = 1; i < 30; i++) {
                PooledArena arena = i % 2 == 0 ? confined : shared;
                MemorySegment own = arena.allocate(random.nextInt(1 << random.nextInt(1, 17)),
                        1L << random.nextInt(13));
                Segments.assertZero(own);
                stamped.add(Segments.stamp(own, i));
                try (PooledArena child = arena.child()) {
                    MemorySegment childs = child.allocate(random.nextInt(3000), 8);
                    Segments.assertZero(childs);
                    Segments.dirty(childs);
                }
                if (i % 10 == 0) {
                    allocator.trim();
                    allocator.scavenge();
                }
            }
            for (int i = 0; i < stamped.size(); i++) {
                Segments.assertStamped(stamped.get(i), i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOpenIsIntactAndAllComesBack(Profile profile) {
        try (SpanAllocator allocator = allocator(profile)) {
            var random = new Random(profile.ordinal());
            try (ArenaPool pool = ArenaPool.builder().allocator(allocator).build()) {
                for (int round = 0; round < 30; round++) {
                    work(allocator, pool, random);
                }
                Await.until("limbo", () -> {
                    pool.flush();
                    return pool.stats().limboBytes() == 0;
                });
                Books.assertNothingOpen(pool);
            }
            assertEquals(0, allocator.stats().liveBlocks());
            allocator.stats().detections().forEach(
                    (kind, count) -> assertEquals(0, count, () -> "detected: " + kind));
            allocator.trim();
            assertTrue(allocator.stats().resident() < 1 << 20 || profile == Profile.DEBUG
                    || profile == Profile.HARDENED, () -> allocator.stats().toText());
        }
    }

    /** Large blocks become small ones and the other way round, and none of them is fresh. */
    @ParameterizedTest
    @EnumSource
    void whatOthersLeftIsNotTakenForFresh(Profile profile) {
        var random = new Random(17);
        try (SpanAllocator allocator = allocator(profile);
                ArenaPool pool = ArenaPool.builder().allocator(allocator)
                        .blockBytes(1 << 16).build()) {
            for (int round = 0; round < 60; round++) {
                List<MemorySegment> theirs = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    theirs.add(Segments.dirty(allocator.allocateUninitialized(
                            random.nextInt(1 << random.nextInt(5, 20)), 8)));
                }
                Collections.shuffle(theirs, random);
                theirs.subList(5, 20).forEach(allocator::free);
                try (PooledArena arena = pool.confined(); PooledArena shared = pool.shared();
                        SharedLease lease = pool.lease(random.nextInt(100_000), 8)) {
                    Segments.assertZero(lease.segment());
                    Segments.dirty(lease.segment());
                    for (int i = 0; i < 20; i++) {
                        PooledArena each = i % 2 == 0 ? arena : shared;
                        MemorySegment ours = each.allocate(
                                random.nextInt(1 << random.nextInt(5, 18)), 8);
                        Segments.assertZero(ours);
                        Segments.dirty(ours);
                    }
                }
                theirs.subList(0, 5).forEach(allocator::free);
                if (round % 10 == 0) {
                    allocator.trim();
                }
            }
            pool.flush();
        }
    }

    @ParameterizedTest
    @EnumSource
    void leaksComeBackToo(Profile profile) {
        try (SpanAllocator allocator = allocator(profile);
                ArenaPool pool = ArenaPool.builder().allocator(allocator).build()) {
            for (int i = 0; i < 200; i++) {
                Segments.dirty(pool.confined().allocate(i * 10L, 8));
                Segments.dirty(pool.lease(100, 8).segment());
            }
            Segments.dirty(pool.shared().child().allocate(5000, 8));
            Collector.until("leaks", () -> {
                pool.flush();
                return allocator.stats().liveBlocks() == 0;
            });
            assertEquals(202, pool.stats().reclaimed());
            assertEquals(200, pool.stats().leasesReclaimed());
        }
    }
}
