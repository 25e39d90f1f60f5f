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
        return new Footprint(stats.reserved(), stats.resident(), stats.live());
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
    public void trim() {
        allocator.trim();
    }

    @Override
    public void close() {
        allocator.close();
    }
}
