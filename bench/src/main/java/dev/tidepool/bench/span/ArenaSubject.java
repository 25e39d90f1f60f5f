// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The JDK's own answer: an arena for each block, zeroed memory, an exact end. */
record ArenaSubject(boolean shared) implements BlockSubject<ArenaSubject.Block> {

    private static final long ALIGNMENT = 16;

    /** A block and its lifetime. */
    record Block(Arena arena, MemorySegment segment) {}

    @Override
    public String name() {
        return shared ? "arenaShared" : "arenaConfined";
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // Closing it is what free does.
    public Block allocate(long size) {
        Arena arena = shared ? Arena.ofShared() : Arena.ofConfined();
        return new Block(arena, arena.allocate(size, ALIGNMENT));
    }

    @Override
    public Block allocateZeroed(long size) {
        return allocate(size);
    }

    @Override
    public void free(Block block) {
        block.arena().close();
    }

    @Override
    public long address(Block block) {
        return block.segment().address();
    }

    @Override
    public boolean freesAnywhere() {
        return shared;
    }
}
