// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.Misuse.Answer;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The rows of the security list that are about writes. What is raw goes by an address. */
final class WrongWrites {

    private static final int MANY = 1 << 18;
    private static final int MIB = 1 << 20;
    private static final byte[] WRITTEN = new byte[MIB];

    private WrongWrites() {}

    static List<Misuse> rows() {
        return List.of(
                new Misuse("overflow by 1 B, 32 B, 1 MiB through the segment",
                        stage -> throughSegment(stage, 1)),
                new Misuse("underflow by 1 B, 32 B, 1 MiB through the segment",
                        stage -> throughSegment(stage, -1)),
                new Misuse("raw overflow by 1 B, into the block's own rounding",
                        WrongWrites::intoRounding),
                new Misuse("raw overflow by 32 B, over a live block",
                        stage -> over(stage, 1000, 32)),
                new Misuse("raw overflow by 1 MiB, over a live block",
                        stage -> over(stage, 2 * MIB, MIB)),
                new Misuse("raw overflow by 32 B, over a free block",
                        stage -> overFree(stage, 1000, 32)),
                new Misuse("raw overflow by 1 MiB, over a free block",
                        stage -> overFree(stage, 2 * MIB, MIB)),
                new Misuse("raw underflow by 1 B, into a live block's last byte",
                        stage -> under(stage, 56, 1)),
                new Misuse("raw underflow by 1 B, into a live block's rounding",
                        stage -> under(stage, 1, 1)),
                new Misuse("raw underflow by 32 B, over a free block", WrongWrites::underFree),
                new Misuse("raw write after free, then reuse", WrongWrites::afterFree),
                new Misuse("raw write after free, then 2^18 allocations",
                        WrongWrites::afterFreeLongAgo),
                new Misuse("raw write after free, then a trim", WrongWrites::afterFreeThenTrim),
                new Misuse("raw write after the pages were given back",
                        WrongWrites::afterGivenBack),
                new Misuse("raw write after free and reuse", WrongWrites::afterReuse),
                new Misuse("raw write over all blocks of a span reaches the allocator's own data",
                        WrongWrites::overTheSpan));
    }

    private static Answer throughSegment(Stage stage, int sign) throws Throwable {
        return stage.each(size -> {
            MemorySegment block = stage.allocator().allocate(size, 8);
            MemorySegment from = MemorySegment.ofArray(WRITTEN);
            for (long distance : new long[] {1, 32, MIB}) {
                long at = sign < 0 ? -distance : size + distance - 1;
                assertSame(Answer.OUT_OF_BOUNDS, Stage.answer(0,
                        () -> block.set(JAVA_BYTE, at, (byte) 1)));
                long start = sign < 0 ? -distance : size;
                assertSame(Answer.OUT_OF_BOUNDS, Stage.answer(0,
                        () -> MemorySegment.copy(from, 0, block, start, distance)));
                assertSame(Answer.OUT_OF_BOUNDS, Stage.answer(0,
                        () -> block.asSlice(start, distance)));
            }
            Bytes.assertZero(block);
            stage.allocator().free(block);
            return Answer.OUT_OF_BOUNDS;
        });
    }

    private static void write(Stage stage, long address, long bytes) {
        write(stage, address, bytes, 0x77);
    }

    private static void write(Stage stage, long address, long bytes, int value) {
        stage.raw(address, bytes).fill((byte) value);
    }

    private static Answer intoRounding(Stage stage) throws Throwable {
        return stage.each(size -> {
            long address = stage.take(size);
            write(stage, address + size, 1);
            return stage.free(address);
        }, 1, 100, 1000, 40_000);
    }

    private static Answer over(Stage stage, long size, long distance) {
        long[] pair = stage.neighbours(size);
        write(stage, pair[0] + size, pair[1] + distance - pair[0] - size);
        Answer answer = stage.free(pair[0]);
        assertSame(Answer.NOT_CAUGHT, stage.free(pair[1]), "its neighbour is innocent");
        return answer;
    }

    /** What is caught at the free of the block that was left is not the point here. */
    private static Answer overFree(Stage stage, long size, long distance) {
        long[] pair = stage.neighbours(size);
        stage.allocator().freeAddress(pair[1]);
        long before = stage.writesFound();
        write(stage, pair[1], distance);
        Answer answer = reuse(stage, pair[1], size, before);
        stage.allocator().freeAddress(pair[0]);
        return answer;
    }

    private static Answer under(Stage stage, long size, long distance) {
        long[] pair = stage.neighbours(size);
        write(stage, pair[1] - distance, distance);
        Answer answer = stage.free(pair[0]);
        assertSame(Answer.NOT_CAUGHT, stage.free(pair[1]));
        return answer;
    }

    private static Answer underFree(Stage stage) {
        long[] pair = stage.neighbours(1000);
        stage.allocator().freeAddress(pair[0]);
        long before = stage.writesFound();
        write(stage, pair[1] - 32, 32);
        Answer answer = reuse(stage, pair[0], 1000, before);
        stage.allocator().freeAddress(pair[1]);
        return answer;
    }

    /** The next owner must find zeros, whether or not anybody is told. */
    private static Answer reuse(Stage stage, long address, long size, long before) {
        MemorySegment next = stage.awaitReuse(address, size);
        Bytes.assertZero(next);
        stage.allocator().free(next);
        return stage.counted(before);
    }

    /** With DEBUG, for which each allocation is slow, the smallest would take long to come back. */
    private static Answer afterFree(Stage stage) throws Throwable {
        boolean debug = stage.profile() == Profile.DEBUG;
        return stage.each(size -> {
            stage.allocator().trim(); // so that the first pages are free, now and later
            long before = stage.writesFound();
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            write(stage, address + size - 1, 1);
            return reuse(stage, address, size, before);
        }, debug ? 500 : 1, debug ? 500 : 8, 1000, 8000, 100_000, MIB);
    }

    private static Answer afterFreeLongAgo(Stage stage) {
        long before = stage.writesFound();
        long address = stage.take(64);
        stage.allocator().freeAddress(address);
        write(stage, address, 64);
        for (int i = 0; i < MANY; i++) {
            stage.allocator().freeAddress(stage.take(64));
        }
        return reuse(stage, address, 64, before);
    }

    private static Answer afterFreeThenTrim(Stage stage) throws Throwable {
        return stage.each(size -> {
            stage.allocator().trim(); // so that the first pages are free, now and later
            long before = stage.writesFound();
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            write(stage, address, size);
            stage.allocator().trim();
            return reuse(stage, address, size, before);
        }, 64, 1000, 100_000);
    }

    /** The memory is the allocator's still, so this ends no process. */
    private static Answer afterGivenBack(Stage stage) throws Throwable {
        return stage.each(size -> {
            long before = stage.writesFound();
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            stage.allocator().trim();
            write(stage, address, size);
            MemorySegment next = stage.awaitReuse(address, size);
            boolean zero = next.mismatch(MemorySegment.ofArray(new byte[(int) size])) == -1;
            assertTrue(zero || !stage.hardened(), "what was written is in the next block");
            write(stage, address, size, 0);
            stage.allocator().free(next);
            stage.allocator().trim();
            return stage.counted(before);
        }, 64, 1000, 100_000, MIB);
    }

    private static Answer afterReuse(Stage stage) throws Throwable {
        return stage.each(size -> {
            long before = stage.writesFound();
            long address = stage.take(size);
            stage.allocator().freeAddress(address);
            MemorySegment next = stage.awaitReuse(address, size);
            write(stage, address, size);
            assertEquals((byte) 0x77, next.get(JAVA_BYTE, 0), "the new owner's block");
            stage.allocator().free(next);
            return stage.counted(before);
        }, 500, 1000, 100_000);
    }

    /** All that is known of a block is elsewhere, so whatever is written, frees are exact. */
    private static Answer overTheSpan(Stage stage) {
        long live = stage.take(24);
        long free = stage.take(24);
        stage.allocator().freeAddress(free);
        Span span = stage.spanOf(live);
        write(stage, span.base, span.bytes());
        stage.allocator().tiers().checkInvariants();
        assertSame(Answer.ALREADY_FREE, stage.free(free));
        assertSame(Answer.NO_BLOCK, stage.free(live + 1));
        stage.free(live);
        assertSame(Answer.ALREADY_FREE, stage.free(live));
        stage.allocator().tiers().checkInvariants();
        if (!stage.hardened()) {
            write(stage, span.base, span.bytes(), 0); // slots that are new are taken for zero
        }
        return Answer.PREVENTED;
    }
}
