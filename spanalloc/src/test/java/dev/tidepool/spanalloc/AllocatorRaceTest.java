// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Two threads free the same blocks at the same time. */
@Timeout(120)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorRaceTest extends AllocatorContract {
    private static final int ROUNDS = 60;
    private static final long[] SIZES = {8, 64, 1000, 8192, 32_768, 40_000};

    private List<MemorySegment> blocks(long size) {
        List<MemorySegment> blocks = new ArrayList<>();
        for (int i = 0; i < (size > 10_000 ? 10 : 100); i++) {
            blocks.add(allocator.allocateUninitialized(size, 8));
        }
        return blocks;
    }

    /** Frees all, and counts for each block how often that was accepted. */
    private void freeAll(List<MemorySegment> blocks, AtomicIntegerArray accepted) {
        for (int i = 0; i < blocks.size(); i++) {
            try {
                allocator.free(blocks.get(i));
                accepted.incrementAndGet(i);
            } catch (IllegalStateException e) {
                Refusals.assertSays(e, "already free", Refusals.hex(blocks.get(i).address()));
            }
        }
    }

    private long doubleFrees() {
        return Accounts.detected(allocator, Detection.DOUBLE_FREE);
    }

    private long lateDoubleFrees() {
        return Accounts.detected(allocator, Detection.LATE_DOUBLE_FREE);
    }

    private static void assertExactlyOne(AtomicIntegerArray accepted) {
        for (int i = 0; i < accepted.length(); i++) {
            assertEquals(1, accepted.get(i), "frees of one block that were accepted");
        }
    }

    @Test
    void ofTwoOtherThreadsExactlyOneWins() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            for (int round = 0; round < ROUNDS; round++) {
                List<MemorySegment> blocks = blocks(SIZES[round % SIZES.length]);
                var accepted = new AtomicIntegerArray(blocks.size());
                long before = doubleFrees();
                elsewhere.together(2, thread -> freeAll(blocks, accepted));
                assertExactlyOne(accepted);
                assertEquals(before + blocks.size(), doubleFrees(), "double frees seen");
                assertEquals(0, Accounts.assertExact(allocator).liveBlocks());
            }
        }
    }

    @Test
    void ofThreeThreadsThatFreeTheBlocksOfADeadOneExactlyOneWins() throws Throwable {
        for (int round = 0; round < ROUNDS; round++) {
            List<MemorySegment> blocks = new ArrayList<>();
            long size = SIZES[round % SIZES.length];
            Elsewhere.PLATFORM.run(() -> blocks.addAll(blocks(size)));
            var accepted = new AtomicIntegerArray(blocks.size());
            Elsewhere.PLATFORM.together(3, thread -> freeAll(blocks, accepted));
            assertExactlyOne(accepted);
            assertEquals(0, Accounts.assertExact(allocator).liveBlocks());
        }
    }

    /** The owner and another thread: one wins at the call, or both and the collection tells. */
    @Test
    void ofItsOwnerAndAnotherThreadOneIsFoundOut() throws Throwable {
        var line = new CyclicBarrier(2);
        try (Elsewhere.Worker other = Elsewhere.PLATFORM.worker()) {
            for (int round = 0; round < ROUNDS * 4; round++) {
                List<MemorySegment> blocks = blocks(SIZES[round % SIZES.length]);
                var accepted = new AtomicIntegerArray(blocks.size());
                long before = doubleFrees() + lateDoubleFrees();
                var theirs = other.executor().submit(() -> {
                    Elsewhere.meet(line);
                    freeAll(blocks, accepted);
                });
                Elsewhere.meet(line);
                freeAll(blocks, accepted);
                theirs.get();
                if (setting.exactInAnyRace()) {
                    assertExactlyOne(accepted);
                }
                for (int i = 0; i < accepted.length(); i++) {
                    assertTrue(accepted.get(i) > 0, "neither free of a block was accepted");
                }
                allocator.trim();
                assertEquals(before + blocks.size(), doubleFrees() + lateDoubleFrees(), "found");
                assertEquals(0, Accounts.assertExact(allocator).liveBlocks());
            }
        }
    }

    @Test
    void whoeverAllocatesWhileOthersFreeGetsBlocksOfTheirOwn() throws Throwable {
        for (int round = 0; round < ROUNDS / 2; round++) {
            long size = SIZES[round % SIZES.length];
            List<MemorySegment> old = blocks(size);
            var live = new LiveBlocks();
            Elsewhere.PLATFORM.together(3, thread -> {
                if (thread == 0) {
                    for (int i = 0; i < 100; i++) {
                        live.add(allocator.allocateUninitialized(size, 8));
                    }
                } else {
                    for (int i = thread - 1; i < old.size(); i += 2) {
                        allocator.free(old.get(i));
                    }
                }
            });
            live.freeAll(allocator);
        }
    }
}
