// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;

/** What native code sees: memory by address, with no bounds but those it is told. */
final class RawMemory {

    private RawMemory() {}

    @SuppressWarnings("restricted")
    static MemorySegment at(long address, long byteSize) {
        return MemorySegment.ofAddress(address).reinterpret(byteSize);
    }
}
