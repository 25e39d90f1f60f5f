// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The JDK's way: a confined arena that ends with the record. */
final class ArenaPerRecord implements OffHeap {

    @Override
    public TextMemory memory() {
        return new ArenaMemory();
    }

    private static final class ArenaMemory implements TextMemory {

        private @Nullable Arena arena;

        /** {@link #free} closes it. */
        @Override
        @SuppressWarnings("MustBeClosedChecker")
        public MemorySegment allocate(long bytes) {
            Arena opened = Arena.ofConfined();
            arena = opened;
            return opened.allocate(bytes);
        }

        @Override
        public MemorySegment grow(MemorySegment block, long used, long bytes) {
            MemorySegment larger = Objects.requireNonNull(arena).allocate(bytes);
            return larger.copyFrom(block.asSlice(0, used));
        }

        @Override
        public void free(MemorySegment block) {
            Arena done = Objects.requireNonNull(arena);
            arena = null;
            done.close();
        }
    }
}
