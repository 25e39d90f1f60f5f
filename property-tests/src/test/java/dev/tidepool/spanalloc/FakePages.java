// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * Address space without memory behind it, for tests that touch no block. Keeps a log of what is
 * mapped and resident, refuses the calls it is told to refuse, and throws where a caller breaks the
 * contract of {@link PageSource}: so each such call fails the test that made it.
 */
final class FakePages implements PageSource {

    /** Pages are aligned to it at least; addresses begin far from anything that is mapped. */
    static final long START = 1L << 46;

    private final boolean releases;
    private final long pageSize;
    private final TreeMap<Long, Mapping> mappings = new TreeMap<>();
    private LongUnaryOperator next = bytes -> 0;
    private long top = START;
    private int calls;
    private int refusedFrom = Integer.MAX_VALUE;
    private int refusedTo = Integer.MAX_VALUE;
    private int refused;
    private long releasedBytes;

    /** A range, and which of its pages are committed, by the page size of this source. */
    private record Mapping(MemorySegment segment, BitSet committed) {
        long end() {
            return segment.address() + segment.byteSize();
        }
    }

    FakePages(boolean releases, long pageSize) {
        this.releases = releases;
        this.pageSize = pageSize;
    }

    /** Lets all calls from that one on fail, the first being 1; as many as said. */
    synchronized void refuse(int from, int count) {
        refusedFrom = from;
        refusedTo = count > Integer.MAX_VALUE - from ? Integer.MAX_VALUE : from + count;
    }

    /** Leaves as many bytes as it says free before the next mapping. */
    synchronized void gaps(LongUnaryOperator gapBeforeBytes) {
        next = gapBeforeBytes;
    }

    synchronized int calls() {
        return calls;
    }

    synchronized int refused() {
        return refused;
    }

    synchronized long releasedBytes() {
        return releasedBytes;
    }

    @Override
    public long pageSize() {
        return pageSize;
    }

    @Override
    public boolean releases() {
        return releases;
    }

    @Override
    @SuppressWarnings("restricted")
    public synchronized MemorySegment map(long byteSize, long byteAlignment, Arena arena) {
        require(byteSize > 0 && byteSize % pageSize == 0 && Long.bitCount(byteAlignment) == 1,
                "map of " + byteSize + " bytes at " + byteAlignment);
        refuseMaybe();
        long unit = Math.max(byteAlignment, pageSize);
        long address = Math.ceilDiv(top + next.applyAsLong(byteSize), unit) * unit;
        top = address + byteSize;
        MemorySegment segment = MemorySegment.ofAddress(address)
                .reinterpret(byteSize, arena, gone -> unmap(address));
        mappings.put(address, new Mapping(segment, new BitSet()));
        if (!releases) {
            mappings.get(address).committed.set(0, (int) (byteSize / pageSize));
        }
        return segment;
    }

    private synchronized void unmap(long address) {
        mappings.remove(address);
    }

    @Override
    public synchronized void commit(MemorySegment range) {
        if (releases) {
            BitSet pages = pages(range);
            Mapping mapping = mappingOf(range);
            require(!mapping.committed.intersects(pages), "committed twice: " + range);
            refuseMaybe();
            mapping.committed.or(pages);
        }
    }

    @Override
    public synchronized void release(MemorySegment range) {
        require(releases, "cannot release");
        BitSet pages = pages(range);
        Mapping mapping = mappingOf(range);
        BitSet missing = (BitSet) pages.clone();
        missing.andNot(mapping.committed);
        require(missing.isEmpty(), "released twice: " + range);
        refuseMaybe();
        mapping.committed.andNot(pages);
        releasedBytes += range.byteSize();
    }

    private void refuseMaybe() {
        calls++;
        if (calls >= refusedFrom && calls < refusedTo) {
            refused++;
            throw new OutOfMemoryError("call " + calls + " is refused by the script");
        }
    }

    private BitSet pages(MemorySegment range) {
        require((range.address() | range.byteSize()) % pageSize == 0 && range.byteSize() > 0,
                "not whole pages: " + range);
        Mapping mapping = mappingOf(range);
        int first = (int) ((range.address() - mapping.segment.address()) / pageSize);
        var pages = new BitSet();
        pages.set(first, first + (int) (range.byteSize() / pageSize));
        return pages;
    }

    private Mapping mappingOf(MemorySegment range) {
        Map.Entry<Long, Mapping> below = mappings.floorEntry(range.address());
        require(below != null && range.address() + range.byteSize() <= below.getValue().end()
                && range.scope().isAlive(), "not mapped: " + range);
        return below.getValue();
    }

    synchronized long reserved() {
        return mappings.values().stream().mapToLong(m -> m.segment.byteSize()).sum();
    }

    synchronized long resident() {
        return mappings.values().stream().mapToLong(m -> m.committed.cardinality() * pageSize)
                .sum();
    }

    /** Whether all of a range has memory behind it, as far as one may say so. */
    synchronized boolean isResident(long address, long byteSize) {
        Map.Entry<Long, Mapping> below = mappings.floorEntry(address);
        if (below == null || address + byteSize > below.getValue().end()) {
            return false;
        }
        int first = (int) ((address - below.getKey()) / pageSize);
        int last = (int) ((address + Math.max(1, byteSize) - 1 - below.getKey()) / pageSize);
        return below.getValue().committed.nextClearBit(first) > last;
    }

    synchronized List<Long> bases() {
        return new ArrayList<>(mappings.keySet());
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
