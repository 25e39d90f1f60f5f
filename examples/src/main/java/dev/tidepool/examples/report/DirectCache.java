// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The usual cache of direct buffers: a {@link ThreadLocal} stack. It keeps what it is given, and a
 * buffer that is too small is left to the collector.
 */
final class DirectCache implements OffHeap, TextMemory {

    private static final Cleaner CLEANER = Cleaner.create();

    private final ThreadLocal<ArrayDeque<MemorySegment>> cache =
            ThreadLocal.withInitial(ArrayDeque::new);
    /** Bytes of buffers that the collector has not taken yet. */
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    @Override
    public TextMemory memory() {
        return this;
    }

    @Override
    public MemorySegment allocate(long bytes) {
        MemorySegment cached = cache.get().pollLast();
        return cached != null && cached.byteSize() >= bytes ? cached : create(bytes);
    }

    @Override
    public MemorySegment grow(MemorySegment block, long used, long bytes) {
        return create(bytes).copyFrom(block.asSlice(0, used));
    }

    @Override
    public void free(MemorySegment block) {
        cache.get().addLast(block);
    }

    private MemorySegment create(long bytes) {
        int capacity = (int) OffHeap.rounded(bytes);
        ByteBuffer buffer = ByteBuffer.allocateDirect(capacity);
        long now = held.addAndGet(capacity);
        peak.accumulateAndGet(now, Math::max);
        AtomicLong counter = held;
        CLEANER.register(buffer, () -> counter.addAndGet(-capacity));
        return MemorySegment.ofBuffer(buffer);
    }

    @Override
    public long peakBytes() {
        return peak.get();
    }

    @Override
    public long keptForCaller() {
        return cache.get().size();
    }
}
