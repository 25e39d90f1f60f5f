// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.span.Footprint;
import dev.tidepool.bench.span.Memory;
import dev.tidepool.bench.span.Store;
import dev.tidepool.bench.span.Subject;
import dev.tidepool.bench.span.SystemCalls;

/** A subject of the off-heap benchmarks. Its fields are a record's, which the compiler trusts. */
record OffHeapContender(Subject subject, Store store) implements Contender {

    static OffHeapContender of(Subject subject, int places) {
        return new OffHeapContender(subject, subject.store(places));
    }

    @Override
    public void allocate(int place, int size, int alignment) {
        // Where the trace allocates nothing, all allocators hand out the least they have.
        int bytes = Math.max(1, size);
        if (alignment <= 1 || isNatural(bytes, alignment)) {
            subject.allocate(store, place, bytes);
        } else {
            subject.allocateAligned(store, place, bytes, alignment);
        }
    }

    private boolean isNatural(int size, int alignment) {
        return alignment <= subject.alignment() && alignment <= Math.max(size, Long.BYTES);
    }

    @Override
    public void free(int place, int size) {
        subject.free(store, place);
    }

    @Override
    public void reallocate(int place, int oldSize, int newSize) {
        subject.reallocate(store, place, Math.max(1, oldSize), Math.max(1, newSize));
    }

    @Override
    public void touch(int place, int size) {
        long address = subject.address(store, place);
        for (int i = 0; i < size; i += PAGE) {
            Memory.putByte(address + i, (byte) 1);
        }
    }

    @Override
    public void fill(int place, int size, byte value) {
        Memory.fill(subject.address(store, place), size, value);
    }

    @Override
    public boolean isFilled(int place, int size, byte value) {
        return Memory.isFilled(subject.address(store, place), size, value);
    }

    @Override
    public long address(int place) {
        return subject.address(store, place);
    }

    @Override
    public Footprint footprint() {
        return subject.footprint();
    }

    @Override
    public SystemCalls systemCalls() {
        return subject.systemCalls();
    }

    @Override
    public void close() {
        subject.close();
    }
}
