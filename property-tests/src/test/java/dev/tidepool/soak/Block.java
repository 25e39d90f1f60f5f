// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.lang.foreign.MemorySegment;

/**
 * A block of an allocator, stamped all over.
 *
 * @param memory the block
 * @param token what its stamp is made of
 */
record Block(MemorySegment memory, long token) {

    @SuppressWarnings("restricted")
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    static MemorySegment at(long address, long byteSize) {
        return ALL.asSlice(address, byteSize);
    }

    long byteSize() {
        return memory.byteSize();
    }

    Block stamped() {
        Stamp.write(memory, token);
        return this;
    }

    void check(Desk desk, String part) {
        Stamp.check(desk, part, memory, token);
    }
}
