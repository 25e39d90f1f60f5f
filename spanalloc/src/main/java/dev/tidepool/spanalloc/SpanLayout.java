// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a span in their order in memory: what its owner writes, a gap of a cache line, what
 * other threads write. A superclass's fields come first, and the tests look whether they do.
 *
 * <table><caption>Who writes what, and how it is read</caption>
 * <tr><th>field</th><th>written by</th><th>with</th><th>read by others with</th></tr>
 * <tr><td>{@code alloc}</td><td>the owner</td><td>plain</td><td>opaque, after {@code freed}</td>
 *   </tr>
 * <tr><td>{@code freed}</td><td>the owner</td><td>plain to set a bit, release to clear them, which
 *   comes after the store to {@code alloc}</td><td>acquire</td></tr>
 * <tr><td>{@code remote}, {@code others}</td><td>anyone</td>
 * <td>getAndBitwiseOr; the owner getAndSet(0)</td>
 *   <td>volatile</td></tr>
 * <tr><td>{@code state}</td><td>see {@link Span}</td><td>CAS, volatile</td><td>volatile</td></tr>
 * <tr><td>{@code owner}, {@code ownerId}</td><td>set by X to X, cleared by X</td><td>plain,
 *   opaque</td><td>opaque: equal to one's own id is reliable, all else is not</td></tr>
 * <tr><td>the rest</td><td>the owner</td><td>plain</td><td>not at all, but for statistics</td></tr>
 * </table>
 * Who reads {@code alloc} of a block holds the block, and so has a happens-before edge from its
 * allocation. What the owner wrote is handed on by the volatile store of {@code state} with which
 * it gives the span up, and the CAS or the central's lock of the one who takes it.
 */
final class SpanLayout {

    private SpanLayout() {}

    /** What the owner writes, and what nobody does. */
    abstract static class Owned {
        final long base;
        final int slotSize;
        final int slots;
        final int magic;
        /** Where a slot starts, the low half of offset * magic is at most this. */
        final int slack;
        /** Slots start below this offset in bytes. */
        final long end;
        /** The first slot of the current word. */
        int wordSlot;
        /** Of the current word: 1 = handed out and not collected since, or beyond the last slot. */
        long alloc;
        /** Of the only word: 1 = freed by the owner. 0 if there are more words. */
        long freed;
        /** How many slots were ever collected. */
        long collected;
        /** How many of them another thread had freed. */
        long collectedRemote;
        /** How often the owner folded all frees into {@code alloc}. */
        long collects;
        /** How many slots the {@link Demand} has counted as taken. */
        int counted;
        MCache owner;
        /** The id of the owner's thread, or 0, so that a free need not ask the owner for it. */
        long ownerId;
        /** All words, if there is more than one: alloc and freed of the first, of the second... */
        final long @Nullable [] many;
        /** Of each of these words: 1 = freed by another thread. A line away from {@code many}. */
        final long @Nullable [] others;
        /** What was asked for, plus one; 0 for a slot that was never handed out. */
        final char[] requested;
        @Nullable MemorySegment[] segments;

        Owned(
                long base,
                int classId,
                int slots,
                long @Nullable [] many,
                long @Nullable [] others,
                @Nullable MemorySegment[] segments,
                MCache owner) {
            this.base = base;
            this.slots = slots;
            this.slotSize = SizeClasses.slotSize(classId);
            this.magic = (int) SizeClasses.magic(classId);
            this.slack = Math.max(0, magic - 1);
            this.end = classId == 0 ? slots : (long) slots * slotSize;
            this.many = many;
            this.others = others;
            this.requested = new char[slots];
            this.segments = segments;
            this.owner = owner;
            this.ownerId = owner.threadId;
        }
    }

    /** 64 bytes. */
    @SuppressWarnings("unused")
    abstract static class Gap extends Owned {
        private long g0, g1, g2, g3, g4, g5, g6, g7;

        Gap(
                long base,
                int classId,
                int slots,
                long @Nullable [] many,
                long @Nullable [] others,
                @Nullable MemorySegment[] segments,
                MCache owner) {
            super(base, classId, slots, many, others, segments, owner);
        }
    }

    /** What anyone writes. */
    abstract static class Shared extends Gap {
        /**
         * Of the only word: 1 = freed by another thread. If there are more, bit w is 1 before who
         * frees in word w of {@code others} looks at the state.
         */
        volatile long remote;
        volatile int state;

        Shared(
                long base,
                int classId,
                int slots,
                long @Nullable [] many,
                long @Nullable [] others,
                @Nullable MemorySegment[] segments,
                MCache owner) {
            super(base, classId, slots, many, others, segments, owner);
        }
    }
}
