// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.lang.foreign.MemorySegment;

/** A broken allocator, for checks to find: every block is the same memory. */
final class OneArray extends ObjectContender<byte[]> {

    private final byte[] all = new byte[1 << 10];

    OneArray() {
        super(1 << 10);
    }

    @Override
    byte[] make(int size, int alignment) {
        return all;
    }

    @Override
    void drop(byte[] block) {}

    @Override
    void write(byte[] block, int index, byte value) {
        block[index] = value;
    }

    @Override
    MemorySegment view(byte[] block, int size) {
        return MemorySegment.ofArray(block).asSlice(0, size);
    }

    @Override
    void copy(byte[] from, byte[] to, int size) {}
}
