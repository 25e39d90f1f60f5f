// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A subject whose lifetime is an arena.
 *
 * @param <A> the kind of arena
 */
interface LifetimeSubject<A extends Arena> extends Subject {

    A open();

    default MemorySegment allocate(A arena, long size) {
        return arena.allocate(size, ALIGNMENT);
    }

    default void fill(A arena, long size, int count, Blackhole hole) {
        for (int i = 0; i < count; i++) {
            MemorySegment block = allocate(arena, size);
            block.set(ValueLayout.JAVA_BYTE, 0, (byte) i);
            hole.consume(block.get(ValueLayout.JAVA_BYTE, size - 1));
            hole.consume(block.address());
        }
    }

    @Override
    default void inlined(long size, int count, Blackhole hole) {
        try (A arena = open()) {
            fill(arena, size, count, hole);
        }
    }

    @Override
    default void escaping(long size, int count, Blackhole hole) {
        try (A arena = open()) {
            Crossing.fill(this, arena, size, count, hole);
        }
    }

    /** As {@link #inlined}, but the thread yields while the lifetime lasts. */
    @SuppressWarnings("ThreadPriorityCheck") // The yield is the workload.
    default void yielding(long size, int count, Blackhole hole) {
        try (A arena = open()) {
            fill(arena, size, count, hole);
            Thread.yield();
        }
    }
}
