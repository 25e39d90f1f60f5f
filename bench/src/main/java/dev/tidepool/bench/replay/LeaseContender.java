// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.arena.ArenaPool;
import dev.tidepool.arena.SharedLease;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A lease of an {@link ArenaPool} for each block: closed by any thread, use after close caught. */
final class LeaseContender extends ObjectContender<SharedLease> {

    private final ArenaPool pool = ArenaPool.create();

    LeaseContender(int places) {
        super(places);
    }

    @Override
    SharedLease make(int size, int alignment) {
        return pool.lease(Math.max(1, size), alignment);
    }

    @Override
    void drop(SharedLease block) {
        block.close();
    }

    @Override
    void write(SharedLease block, int index, byte value) {
        block.segment().set(ValueLayout.JAVA_BYTE, index, value);
    }

    @Override
    MemorySegment view(SharedLease block, int size) {
        return block.segment().asSlice(0, size);
    }

    @Override
    void copy(SharedLease from, SharedLease to, int size) {
        MemorySegment.copy(from.segment(), 0, to.segment(), 0, size);
    }

    @Override
    public void close() {
        pool.close();
    }
}
