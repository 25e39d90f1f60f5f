// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Pages that are full of somebody's secret whenever the contract leaves their contents open: before
 * the first commit, and between a release and the next commit.
 */
final class RubbishPages implements PageSource {

    private final PageSource memory = PageSource.portable();
    private final byte secret;

    RubbishPages(byte secret) {
        this.secret = secret;
    }

    @Override
    public long pageSize() {
        return memory.pageSize();
    }

    @Override
    public boolean releases() {
        return true;
    }

    @Override
    public MemorySegment map(long byteSize, long byteAlignment, Arena arena) {
        return memory.map(byteSize, byteAlignment, arena).fill(secret);
    }

    @Override
    public void commit(MemorySegment range) {
        memory.commit(range);
        range.fill((byte) 0);
    }

    @Override
    public void release(MemorySegment range) {
        range.fill(secret);
    }
}
