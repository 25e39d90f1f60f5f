// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;

/** Tidepool by address: uninitialized blocks, no object for a block. */
record TidepoolSubject(String name, SpanAllocator allocator) implements AddressSubject {

    static TidepoolSubject of(String name, Profile profile) {
        return new TidepoolSubject(name, SpanAllocator.builder().profile(profile).build());
    }

    static Footprint footprint(SpanAllocator allocator) {
        SpanStats stats = allocator.stats();
        return new Footprint(
                stats.reserved(), stats.resident(), stats.live(), stats.peakResident());
    }

    static SystemCalls systemCalls(SpanAllocator allocator) {
        SpanStats stats = allocator.stats();
        return new SystemCalls(stats.pages().maps(), stats.scavenger().calls());
    }

    @Override
    public long allocate(long size) {
        return allocator.allocateAddress(size);
    }

    @Override
    public void free(long address) {
        allocator.freeAddress(address);
    }

    @Override
    public Footprint footprint() {
        return footprint(allocator);
    }

    @Override
    public SystemCalls systemCalls() {
        return systemCalls(allocator);
    }

    /** By a segment where the address alone would not be aligned: below 16 bytes, and beyond 16. */
    @Override
    public long allocateAligned(Store store, int place, long size, long alignment) {
        if (alignment <= Long.BYTES || (alignment == 2 * Long.BYTES && size >= alignment)) {
            return allocate(store, place, size);
        }
        long address = allocator.allocateUninitialized(size, alignment).address();
        store.addresses[place] = address;
        return address;
    }

    @Override
    public boolean aligns() {
        return true;
    }

    @Override
    public void trim() {
        allocator.trim();
    }

    @Override
    public void close() {
        allocator.close();
    }
}
