// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Direct buffers of the JDK. The collector frees them some time after they are dropped. */
record DirectBufferSubject() implements BlockSubject<ByteBuffer> {

    @Override
    public String name() {
        return "directBuffer";
    }

    @Override
    public ByteBuffer allocate(long size) {
        return ByteBuffer.allocateDirect(Math.toIntExact(size));
    }

    @Override
    public ByteBuffer allocateZeroed(long size) {
        return allocate(size);
    }

    /** There is no way to free one. */
    @Override
    public void free(ByteBuffer block) {}

    @Override
    public long address(ByteBuffer block) {
        return MemorySegment.ofBuffer(block).address();
    }

    @Override
    public long alignment() {
        return 8;
    }
}
