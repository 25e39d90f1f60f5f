// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.Misuse.Answer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/** The rows of the security list that are about frees. */
final class WrongFrees {

    private static final int RACES = 300;

    private WrongFrees() {}

    static List<Misuse> rows() {
        return List.of(
                new Misuse("second free, at once", WrongFrees::twice),
                new Misuse("second free, after 1024 frees of others", WrongFrees::afterOthers),
                new Misuse("second free, in turns with another block", WrongFrees::inTurns),
                new Misuse("second free by another thread", WrongFrees::elsewhere),
                new Misuse("second free, of two others that race", WrongFrees::racing),
                new Misuse("second free, the owner against another thread",
                        WrongFrees::racingOwner),
                new Misuse("second free, after a trim", WrongFrees::afterTrim),
                new Misuse("second free, after 100 allocations of the size",
                        WrongFrees::afterAllocations),
                new Misuse("second free, after the slot was handed out again",
                        WrongFrees::afterReuse),
                new Misuse("free of a slot that was never handed out", WrongFrees::neverTaken),
                new Misuse("free of an address far away", WrongFrees::far),
                new Misuse("free of memory of another allocator or arena", WrongFrees::notOurs),
                new Misuse("free of an unaligned address", stage -> inside(stage, 1)),
                new Misuse("free of an address inside a block", stage -> inside(stage, 8)),
                new Misuse("free of the tail of a span", WrongFrees::tail),
                new Misuse("free of a heap segment", WrongFrees::heapSegment),
                new Misuse("free of null", stage ->
                        Stage.answer(0, () -> stage.allocator().free(null))),
                new Misuse("free through a shorter view of the block", WrongFrees::view),
                new Misuse("use of a free block by `reallocate` or `usableSize`",
                        WrongFrees::reallocateFree));
    }

    private static Answer twice(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            return stage.free(address);
        });
    }

    private static Answer afterOthers(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            var others = new long[1024];
            for (int i = 0; i < others.length; i++) {
                others[i] = stage.take(Math.min(size, 8192));
            }
            stage.allocator().freeAddress(address);
            for (long other : others) {
                stage.allocator().freeAddress(other);
            }
            return stage.free(address);
        });
    }

    private static Answer inTurns(Stage stage) throws Throwable {
        return stage.each(size -> {
            long first = stage.take(size);
            long second = stage.take(size);
            stage.allocator().freeAddress(first);
            stage.allocator().freeAddress(second);
            Answer answer = stage.free(first);
            assertSame(answer, stage.free(second));
            return answer;
        });
    }

    private static Answer elsewhere(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            Answer answer = stage.free(address);
            for (Elsewhere other : Elsewhere.values()) {
                other.run(() -> assertSame(answer, stage.free(address)));
            }
            return answer;
        });
    }

    /** Two threads free the same blocks at once. {@return how many frees were refused} */
    private static int race(Stage stage, long size, boolean withOwner) throws Throwable {
        var blocks = new long[RACES];
        var refused = new AtomicInteger();
        var line = new CyclicBarrier(2);
        for (int i = 0; !withOwner && i < RACES; i++) {
            blocks[i] = stage.take(size);
        }
        Elsewhere.PLATFORM.together(2, thread -> {
            for (int i = 0; withOwner && thread == 0 && i < RACES; i++) {
                blocks[i] = stage.take(size);
            }
            for (int i = 0; i < RACES; i++) {
                Elsewhere.meet(line);
                if (stage.free(blocks[i]) == Answer.ALREADY_FREE) {
                    refused.incrementAndGet();
                }
            }
            stage.allocator().trim();
        });
        stage.allocator().trim(); // collects what the two left
        return refused.get();
    }

    private static Answer racing(Stage stage) throws Throwable {
        return stage.each(size -> {
            assertEquals(RACES, race(stage, size, false), () -> "one free of two, size " + size);
            return Answer.ALREADY_FREE;
        }, 8, 1000, 40_000);
    }

    private static Answer racingOwner(Stage stage) throws Throwable {
        return stage.each(size -> {
            long before = Accounts.detected(stage.allocator(), Detection.LATE_DOUBLE_FREE);
            int refused = race(stage, size, true);
            long late = Accounts.detected(stage.allocator(), Detection.LATE_DOUBLE_FREE) - before;
            assertEquals(RACES, refused + late, () -> "refused or counted, size " + size);
            return stage.hardened() && late == 0
                    ? Answer.ALREADY_FREE : Answer.REFUSED_OR_COUNTED;
        }, 8, 1000);
    }

    private static Answer afterTrim(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            stage.allocator().trim();
            return stage.free(address);
        });
    }

    private static Answer afterAllocations(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            var others = new long[100];
            for (int i = 0; i < others.length; i++) {
                others[i] = stage.take(size);
            }
            Answer answer = stage.free(address);
            for (long other : others) {
                Answer owners = stage.free(other);
                assertSame(answer == Answer.NOT_CAUGHT && other == address
                        ? Answer.ALREADY_FREE : Answer.NOT_CAUGHT, owners);
            }
            return answer;
        }, 64, 1000);
    }

    private static Answer afterReuse(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            stage.awaitReuse(address, size);
            Answer answer = stage.free(address);
            assertSame(Answer.ALREADY_FREE, stage.free(address), "the new owner is told");
            return answer;
        }, 500, 1000, 40_000);
    }

    private static Answer neverTaken(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            Span span = stage.spanOf(address);
            int slot = 0;
            while (span.isTaken(slot)) {
                slot++;
            }
            Answer answer = stage.free(span.address(slot));
            stage.allocator().freeAddress(address);
            return answer;
        }, 8, 64, 1000);
    }

    private static Answer far(Stage stage) throws Throwable {
        return stage.each(address -> stage.free(address),
                0, 1, 16, 8192, 1L << 26, 1L << 46, (1L << 47) - 16, Long.MAX_VALUE,
                Long.MIN_VALUE, -8192, -16, -1);
    }

    private static Answer notOurs(Stage stage) throws Throwable {
        try (Arena arena = Arena.ofConfined(); SpanAllocator other = SpanAllocator.create()) {
            return stage.each(size -> {
                MemorySegment block = arena.allocate(size);
                MemorySegment theirs = other.allocate(size);
                Answer answer = stage.free(block.address());
                assertSame(answer, stage.free(theirs.address()));
                assertSame(answer, Stage.answer(theirs.address(),
                        () -> stage.allocator().reallocate(theirs, 10)));
                other.free(theirs);
                return answer;
            });
        }
    }

    private static Answer inside(Stage stage, long offset) throws Throwable {
        return stage.each(size -> {
            MemorySegment block = stage.allocator().allocate(size, 8);
            long address = block.address() + offset;
            Refusals.assertInterior(stage.allocator(), block, address,
                    () -> stage.allocator().freeAddress(address));
            Answer answer = stage.free(address);
            stage.allocator().free(block);
            return answer;
        }, 24, 64, 1000, 8192, 32_760, 100_000, 1 << 20);
    }

    private static Answer tail(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            Span span = stage.spanOf(address);
            long tail = span.base + (long) span.slots * span.slotSize;
            assertTrue(tail < span.base + span.bytes(), () -> "no tail, size " + size);
            Answer answer = stage.free(tail);
            stage.allocator().freeAddress(address);
            return answer;
        }, 100, 1100);
    }

    private static Answer heapSegment(Stage stage) {
        MemorySegment heap = MemorySegment.ofArray(new long[8]);
        var refusal = Refusals.assertNoBlock(0, () -> stage.allocator().free(heap));
        Refusals.assertSays(refusal, "heap", "'stage'");
        return Answer.NO_BLOCK;
    }

    /** There is no sized free: the address counts, and all of the block is freed. */
    private static Answer view(Stage stage) throws Throwable {
        return stage.each(size -> {
            MemorySegment block = stage.allocator().allocate(size, 8);
            Answer answer = Stage.answer(block.address(),
                    () -> stage.allocator().free(block.asSlice(0, size / 2)));
            Accounts.assertLive(stage.allocator(), 0, 0);
            return answer;
        });
    }

    private static Answer reallocateFree(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            MemorySegment stale = stage.raw(address, size);
            Answer answer = Stage.answer(address, () -> stage.allocator().usableSize(stale));
            assertSame(answer, Stage.answer(address,
                    () -> stage.allocator().reallocate(stale, size + 1)));
            assertSame(answer, Stage.answer(address,
                    () -> stage.allocator().reallocate(stale, size / 2)));
            return answer;
        });
    }
}
