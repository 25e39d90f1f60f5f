// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of the JDK's arenas. It is zeroed, and so resident, from the start. Behind an alignment
 * lies as much address space again; {@code -XX:MaxDirectMemorySize} does not limit it.
 */
final class PortablePageSource implements PageSource {

    @Override
    public long pageSize() {
        return SizeClasses.PAGE_BYTES;
    }

    @Override
    public boolean releases() {
        return false;
    }

    @Override
    public MemorySegment map(long byteSize, long byteAlignment, Arena arena) {
        PageRanges.requireMappable(byteSize, byteAlignment, SizeClasses.PAGE_BYTES);
        return arena.allocate(byteSize, Math.max(byteAlignment, SizeClasses.PAGE_BYTES));
    }

    @Override
    public void commit(MemorySegment range) {
        PageRanges.requirePages(range, SizeClasses.PAGE_BYTES);
    }

    @Override
    public void release(MemorySegment range) {
        throw new UnsupportedOperationException("memory of the JDK's arenas cannot be released");
    }

    @Override
    public String toString() {
        return "portable";
    }
}
