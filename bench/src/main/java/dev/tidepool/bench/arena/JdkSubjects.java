// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import org.openjdk.jmh.infra.Blackhole;

/** The JDK's own arenas. */
final class JdkSubjects {

    private JdkSubjects() {}

    @SuppressWarnings("MustBeClosedChecker") // Whoever opens it closes it.
    record Confined(String name) implements LifetimeSubject<Arena> {

        @Override
        public Arena open() {
            return Arena.ofConfined();
        }
    }

    @SuppressWarnings("MustBeClosedChecker")
    record Shared(String name) implements LifetimeSubject<Arena>, TravelSubject<Arena> {

        @Override
        public Arena open() {
            return Arena.ofShared();
        }

        @Override
        public Arena send(long size) {
            Arena arena = open();
            allocate(arena, size).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            return arena;
        }

        @Override
        public void end(Arena sent) {
            sent.close();
        }
    }

    /** One allocation for all blocks of a lifetime: who knows the sum beforehand can do that. */
    record Slicing(String name) implements Subject {

        @Override
        public void inlined(long size, int count, Blackhole hole) {
            try (Arena arena = Arena.ofConfined()) {
                fill(SegmentAllocator.slicingAllocator(sum(arena, size, count)), size, count, hole);
            }
        }

        @Override
        public void escaping(long size, int count, Blackhole hole) {
            try (Arena arena = Arena.ofConfined()) {
                Crossing.fill(
                        SegmentAllocator.slicingAllocator(sum(arena, size, count)),
                        size,
                        count,
                        hole);
            }
        }

        private static MemorySegment sum(Arena arena, long size, int count) {
            long rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            return arena.allocate(rounded * count, ALIGNMENT);
        }

        static void fill(SegmentAllocator allocator, long size, int count, Blackhole hole) {
            for (int i = 0; i < count; i++) {
                MemorySegment block = allocator.allocate(size, ALIGNMENT);
                block.set(ValueLayout.JAVA_BYTE, 0, (byte) i);
                hole.consume(block.get(ValueLayout.JAVA_BYTE, size - 1));
                hole.consume(block.address());
            }
        }
    }

    /** Memory that the collector frees some time after it is dropped. */
    record Auto(String name) implements TravelSubject<MemorySegment> {

        @Override
        public void inlined(long size, int count, Blackhole hole) {
            for (int i = 0; i < count; i++) {
                hole.consume(send(size).get(ValueLayout.JAVA_BYTE, size - 1));
            }
        }

        @Override
        public void escaping(long size, int count, Blackhole hole) {
            for (int i = 0; i < count; i++) {
                Crossing.touch(Arena.ofAuto().allocate(size, ALIGNMENT), hole);
            }
        }

        @Override
        public MemorySegment send(long size) {
            MemorySegment block = Arena.ofAuto().allocate(size, ALIGNMENT);
            block.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            return block;
        }

        @Override
        public void end(MemorySegment sent) {}
    }
}
