// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.Misuse.Answer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The rows of the security list that are about reads, reuse and requests. */
final class WrongUses {

    private static final byte OLD = 0x42;
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[100_000]);

    private WrongUses() {}

    static List<Misuse> rows() {
        return List.of(
                new Misuse("read or write through the segment of a freed block",
                        WrongUses::throughFreed),
                new Misuse("read or write through a segment after the allocator was closed",
                        WrongUses::afterClose),
                new Misuse("raw read of what a freed block contained", WrongUses::readFreed),
                new Misuse("`allocate` shows what the last owner left", WrongUses::disclosure),
                new Misuse("the part that `reallocate` adds shows what the last owner left",
                        WrongUses::grown),
                new Misuse("`allocateUninitialized` shows what the last owner left",
                        stage -> uninitialized(stage, false)),
                new Misuse("`allocateAddress` shows what the last owner left",
                        stage -> uninitialized(stage, true)),
                new Misuse("access to a block of 0 bytes", WrongUses::zeroSize),
                new Misuse("an address is handed out again within 100 allocations",
                        WrongUses::reuse),
                new Misuse("addresses can be foretold from those before", WrongUses::order),
                new Misuse("a size below 0, an alignment that is no power of two",
                        WrongUses::badRequest),
                new Misuse("a size no machine has", WrongUses::impossible));
    }

    private static Answer throughFreed(Stage stage) {
        int refused = 0;
        for (int i = 0; i < 10_000; i++) { // 160 MB
            MemorySegment block = stage.allocator().allocate(16_000, 8);
            stage.allocator().free(block);
            try {
                block.set(JAVA_BYTE, 0, block.get(JAVA_BYTE, 0));
            } catch (IllegalStateException e) {
                refused++;
            }
        }
        return refused == 0 ? Answer.NOT_CAUGHT : Answer.SAMPLED;
    }

    private static Answer afterClose(Stage stage) {
        SpanAllocator other = fresh(stage);
        var blocks = List.of(other.allocate(8), other.allocate(1000), other.allocate(1 << 20));
        MemorySegment freed = other.allocate(64);
        other.free(freed);
        other.close();
        for (MemorySegment block : blocks) {
            assertThrows(IllegalStateException.class, () -> block.get(JAVA_BYTE, 0));
            assertThrows(IllegalStateException.class, () -> other.free(block));
        }
        assertThrows(IllegalStateException.class, () -> freed.fill((byte) 1));
        return Answer.ALREADY_FREE;
    }

    private static SpanAllocator fresh(Stage stage) {
        return SpanAllocator.builder().profile(stage.profile()).onLeak(leak -> {})
                .backgroundScavenger(false).build();
    }

    private static Answer readFreed(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            MemorySegment all = stage.raw(address, Math.max(8, size));
            all.fill(OLD);
            Span span = stage.spanOf(address);
            stage.raw(address, span.usable()).asSlice(all.byteSize() + (debug(stage) ? 8 : 0))
                    .fill(OLD);
            stage.allocator().freeAddress(address);
            return old(stage.raw(address, span.usable()));
        }, 8, 24, 1000, 32_000, 40_000);
    }

    private static boolean debug(Stage stage) {
        return stage.profile() == Profile.DEBUG;
    }

    private static Answer old(MemorySegment segment) {
        if (segment.mismatch(ZEROS.asSlice(0, segment.byteSize())) < 0) {
            return Answer.PREVENTED;
        }
        for (long at = 0; at < segment.byteSize(); at++) {
            if (segment.get(JAVA_BYTE, at) == OLD) {
                return Answer.NOT_CAUGHT;
            }
        }
        return Answer.PREVENTED;
    }

    private static void leave(Stage stage, long size) {
        var blocks = new long[200];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = stage.take(size);
            stage.raw(blocks[i], size).fill(OLD);
        }
        for (long block : blocks) {
            stage.allocator().freeAddress(block);
        }
    }

    private static Answer disclosure(Stage stage) throws Throwable {
        return stage.each(size -> {
            Answer answer = Answer.PREVENTED;
            for (int round = 0; round < 3; round++) {
                leave(stage, size);
                for (int i = 0; i < 200; i++) {
                    MemorySegment block = stage.allocator().allocate(size - i % 8, 8);
                    answer = answer == Answer.PREVENTED ? old(block) : answer;
                    stage.allocator().free(block);
                }
            }
            return answer;
        }, 8, 24, 1000, 32_000, 40_000);
    }

    private static Answer grown(Stage stage) throws Throwable {
        return stage.each(size -> {
            Answer answer = Answer.PREVENTED;
            leave(stage, size);
            for (int i = 0; i < 200; i++) {
                MemorySegment block = stage.allocator().allocateUninitialized(size / 4, 8);
                block.fill((byte) 1);
                for (long to : new long[] {size / 2, size - 7, size / 8, size, 2 * size}) {
                    block = stage.allocator().reallocate(block, to);
                    answer = answer == Answer.PREVENTED ? old(block) : answer;
                }
                stage.allocator().free(block);
            }
            return answer;
        }, 16, 1000, 32_000, 40_000);
    }

    private static Answer uninitialized(Stage stage, boolean byAddress) throws Throwable {
        return stage.each(size -> {
            Answer answer = Answer.PREVENTED;
            for (int round = 0; round < 3; round++) {
                leave(stage, size);
                for (int i = 0; i < 200; i++) {
                    MemorySegment block = byAddress
                            ? stage.raw(stage.take(size), size)
                            : stage.allocator().allocateUninitialized(size, size < 16 ? 8 : 16);
                    answer = answer == Answer.PREVENTED ? old(block) : answer;
                    stage.allocator().freeAddress(block.address());
                }
            }
            return answer;
        }, 8, 24, 1000, 32_000);
    }

    private static Answer zeroSize(Stage stage) {
        MemorySegment block = stage.allocator().allocate(0, 8);
        MemorySegment other = stage.allocator().allocate(0, 8);
        assertTrue(block.address() != other.address(), "an address of its own");
        assertEquals(0, block.byteSize());
        Answer answer = Stage.answer(0, () -> block.get(JAVA_BYTE, 0));
        assertSame(answer, Stage.answer(0, () -> block.set(JAVA_BYTE, 0, OLD)));
        stage.allocator().free(block);
        stage.allocator().free(other);
        return answer;
    }

    private static Answer reuse(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            var others = new long[100];
            boolean again = false;
            for (int i = 0; i < others.length; i++) {
                others[i] = stage.take(size);
                again |= others[i] == address;
                stage.allocator().freeAddress(others[i]);
            }
            return again ? Answer.NOT_CAUGHT : Answer.PREVENTED;
        }, 1000, 4000);
    }

    /** Whether two allocators that are asked for the same give the same places. */
    private static Answer order(Stage stage) throws Throwable {
        return stage.each(size -> places(stage, size).equals(places(stage, size))
                ? Answer.NOT_CAUGHT : Answer.PREVENTED, 64, 256);
    }

    private static List<Long> places(Stage stage, long size) {
        try (SpanAllocator fresh = fresh(stage)) {
            List<Long> places = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                places.add(fresh.allocateAddress(size) & (1 << 20) - 1);
            }
            return places;
        }
    }

    private static Answer badRequest(Stage stage) {
        long bad = -1 - ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        SpanAllocator a = stage.allocator();
        assertThrows(IllegalArgumentException.class, () -> a.allocate(bad, 8));
        assertThrows(IllegalArgumentException.class, () -> a.allocateAddress(bad));
        for (long alignment : new long[] {0, 3, 24, -8, Long.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> a.allocate(8, alignment));
            assertThrows(IllegalArgumentException.class,
                    () -> a.allocateUninitialized(8, alignment));
        }
        return Answer.NO_BLOCK;
    }

    private static Answer impossible(Stage stage) throws Throwable {
        return stage.each(size -> {
            Answer answer = Stage.answer(0, () -> stage.allocator().allocate(size, 8));
            assertSame(answer, Stage.answer(0, () -> stage.take(size)));
            MemorySegment block = stage.allocator().allocate(8, 8);
            assertSame(answer, Stage.answer(0, () -> stage.allocator().reallocate(block, size)));
            stage.allocator().free(block);
            return answer;
        }, 1L << 50, 1L << 62, Long.MAX_VALUE - 8, Long.MAX_VALUE);
    }
}
