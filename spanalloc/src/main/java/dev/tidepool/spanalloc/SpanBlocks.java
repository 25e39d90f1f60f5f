// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.internal.BlockAccess;

/** The door of {@link SpanAllocator} for this project's other modules. */
final class SpanBlocks extends BlockAccess<SpanAllocator> {

    @Override
    public long take(SpanAllocator allocator, long byteSize, long byteAlignment) {
        return allocator.takeBlock(byteSize, byteAlignment);
    }

    @Override
    public void enlist(SpanAllocator allocator, String tenant) {
        allocator.tenants().add(tenant);
    }

    @Override
    public void dismiss(SpanAllocator allocator, String tenant) {
        allocator.tenants().remove(tenant);
    }

    @Override
    public OutOfMemoryError refuse(String why, long askedBytes, long heldBytes) {
        return new OffHeapMemoryError(why, askedBytes, heldBytes, heldBytes, heldBytes, null);
    }
}
