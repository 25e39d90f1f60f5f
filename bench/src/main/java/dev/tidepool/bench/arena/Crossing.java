// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.infra.Blackhole;

/** Calls that are not inlined: what goes through them exists as an object. */
final class Crossing {

    private Crossing() {}

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    static <A extends Arena> void fill(
            LifetimeSubject<A> subject, A arena, long size, int count, Blackhole hole) {
        subject.fill(arena, size, count, hole);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    static void fill(SegmentAllocator allocator, long size, int count, Blackhole hole) {
        JdkSubjects.Slicing.fill(allocator, size, count, hole);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    static void fill(MallocSubjects.Glibc subject, long size, int count, Blackhole hole) {
        subject.fill(size, count, hole);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    static void fill(MallocSubjects.Netty subject, long size, int count, Blackhole hole) {
        subject.fill(size, count, hole);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    static void touch(MemorySegment block, Blackhole hole) {
        block.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        hole.consume(block.get(ValueLayout.JAVA_BYTE, block.byteSize() - 1));
    }
}
