// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;

/** Blocks by address, as native code would hand them back. */
final class RawBlocks {

    private RawBlocks() {
    }

    @SuppressWarnings("restricted")
    static MemorySegment at(long address, long byteSize) {
        return MemorySegment.ofAddress(address).reinterpret(byteSize);
    }
}
