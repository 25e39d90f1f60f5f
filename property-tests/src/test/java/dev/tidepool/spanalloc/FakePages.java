// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/**
 * Address space without memory behind it, for tests that touch no block, or with some. Keeps a log
 * of what is mapped and resident, refuses the calls it is told to refuse, and throws where a caller
 * breaks the contract of {@link PageSource}: so each such call fails the test that made it.
 */
final class FakePages implements PageSource {

    /** Pages are aligned to it at least; addresses begin far from anything that is mapped. */
    static final long START = 1L << 46;

    private final boolean releases;
    private final long pageSize;
    private final PageSource memory;
    private final TreeMap<Long, Mapping> mappings = new TreeMap<>();
    private LongUnaryOperator next = bytes -> 0;
    private long top = START;
    private int calls;
    private int refusedFrom = Integer.MAX_VALUE;
    private int refusedTo = Integer.MAX_VALUE;
    private int refused;
    private long releasedBytes;
    private long peak;
    private long releaseSize;

    /** A range, and which of its pages are committed, by the page size of this source. */
    private record Mapping(MemorySegment segment, BitSet committed) {
        long end() {
            return segment.address() + segment.byteSize();
        }
    }

    FakePages(boolean releases, long pageSize) {
        this(releases, pageSize, null);
    }

    private FakePages(boolean releases, long pageSize, PageSource memory) {
        this.releases = releases;
        this.pageSize = pageSize;
        this.memory = memory;
        this.releaseSize = pageSize;
    }

    /** Has ranges of this size rather back whole. */
    FakePages whole(long bytes) {
        releaseSize = bytes;
        return this;
    }

    @Override
    public long releaseSize() {
        return releaseSize;
    }

    static FakePages withMemory(boolean releases, long pageSize) {
        return new FakePages(releases, pageSize,
                releases ? PageSource.system() : PageSource.portable());
    }

    boolean hasMemory() {
        return memory != null;
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
    public synchronized MemorySegment map(long byteSize, long byteAlignment, Arena arena) {
        require(byteSize > 0 && byteSize % pageSize == 0 && Long.bitCount(byteAlignment) == 1,
                "map of " + byteSize + " bytes at " + byteAlignment);
        refuseMaybe();
        long unit = Math.max(byteAlignment, pageSize);
        MemorySegment segment = memory == null ? reserve(byteSize, unit, arena)
                : memory.map(byteSize, unit, arena);
        long address = segment.address();
        mappings.put(address, new Mapping(segment, new BitSet()));
        if (!releases) {
            mappings.get(address).committed.set(0, (int) (byteSize / pageSize));
            peak = Math.max(peak, resident());
        }
        return segment;
    }

    @SuppressWarnings("restricted")
    private MemorySegment reserve(long byteSize, long unit, Arena arena) {
        long address = Math.ceilDiv(top + next.applyAsLong(byteSize), unit) * unit;
        top = address + byteSize;
        return MemorySegment.ofAddress(address).reinterpret(byteSize, arena, null);
    }

    @Override
    public synchronized void commit(MemorySegment range) {
        if (releases) {
            BitSet pages = pages(range);
            Mapping mapping = mappingOf(range);
            require(!mapping.committed.intersects(pages), "committed twice: " + range);
            refuseMaybe();
            if (memory != null) {
                memory.commit(range);
            }
            mapping.committed.or(pages);
            peak = Math.max(peak, resident());
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
        if (memory != null) {
            memory.release(range);
        }
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
        return alive().mapToLong(m -> m.segment.byteSize()).sum();
    }

    synchronized long resident() {
        return alive().mapToLong(m -> m.committed.cardinality() * pageSize).sum();
    }

    private Stream<Mapping> alive() {
        return mappings.values().stream().filter(m -> m.segment.scope().isAlive());
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

    /** {@return which of the allocator's pages in a mapping have memory behind them} */
    synchronized BitSet resident(long base) {
        BitSet committed = mappings.get(base).committed;
        var pages = new BitSet();
        for (int from = committed.nextSetBit(0); from >= 0; ) {
            int to = committed.nextClearBit(from);
            pages.set((int) Math.ceilDiv(from * pageSize, SizeClasses.PAGE_BYTES),
                    (int) (to * pageSize / SizeClasses.PAGE_BYTES));
            from = committed.nextSetBit(to);
        }
        return pages;
    }

    /** {@return the most that was ever resident} */
    synchronized long peak() {
        return peak;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
