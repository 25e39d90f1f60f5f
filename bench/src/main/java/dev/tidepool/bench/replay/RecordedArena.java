// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** An arena that is recorded: each of its blocks is freed when it is closed. */
final class RecordedArena implements Arena {

    private final TraceRecorder recorder;
    private final Arena arena;
    private final List<MemorySegment> blocks = new ArrayList<>();

    RecordedArena(TraceRecorder recorder, Arena arena) {
        this.recorder = recorder;
        this.arena = arena;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        MemorySegment block = arena.allocate(byteSize, byteAlignment);
        // A block of no bytes may have its neighbour's address.
        if (byteSize > 0) {
            recorder.allocated(block.address(), byteSize, RecordedSpans.asked(byteAlignment));
            synchronized (blocks) {
                blocks.add(block);
            }
        }
        return block;
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    /** Frees in the trace only what the arena has agreed to let go of. */
    @Override
    public void close() {
        synchronized (blocks) {
            blocks.forEach(block -> recorder.freeing(block.address()));
            blocks.clear();
        }
        arena.close();
    }
}
