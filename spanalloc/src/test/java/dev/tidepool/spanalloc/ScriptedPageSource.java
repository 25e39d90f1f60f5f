// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A source that keeps books of its pages, notes every call that breaks the contract, and refuses
 * the calls it is told to refuse.
 */
final class ScriptedPageSource implements PageSource {
    private static final byte RUBBISH = (byte) 0xA5;

    private final PageSource real;
    private final long pageSize;
    private final boolean emulated; // portable memory that behaves as if it could be released
    private final TreeMap<Long, Mapping> mappings = new TreeMap<>(); // guarded by this
    private final List<String> violations = new ArrayList<>(); // guarded by this
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger refusedReleases = new AtomicInteger();
    private volatile int refuseFrom = Integer.MAX_VALUE;
    private volatile int refuseTo = Integer.MAX_VALUE;
    private volatile Supplier<Throwable> refusal = () -> new OutOfMemoryError("the script says no");
    private volatile Consumer<Operation> before = operation -> {};

    /** What an allocator may ask for. */
    enum Operation { MAP, COMMIT, RELEASE }

    private record Mapping(MemorySegment segment, BitSet committed, BitSet used) {}

    private ScriptedPageSource(PageSource real, long pageSize, boolean emulated) {
        this.real = real;
        this.pageSize = pageSize;
        this.emulated = emulated;
    }

    static ScriptedPageSource overSystem() {
        PageSource system = PageSource.system();
        return new ScriptedPageSource(system, system.pageSize(), false);
    }

    /** Pages of any size; what is released turns to rubbish until it is committed again. */
    static ScriptedPageSource withPages(long pageSize) {
        return new ScriptedPageSource(PageSource.portable(), pageSize, true);
    }

    /** Refuses the calls from that one on, the first being 1, until {@link #heal}. */
    void refuseFrom(int call) {
        refuseTo = Integer.MAX_VALUE;
        refuseFrom = call;
    }

    /** Refuses that one call. */
    void refuseOnly(int call) {
        refuseTo = call;
        refuseFrom = call;
    }

    /** Refuses the next calls, that many of them. */
    void refuseNext(int count) {
        int made = calls.get();
        refuseTo = made + count;
        refuseFrom = made + 1;
    }

    void heal() {
        refuseFrom = Integer.MAX_VALUE;
    }

    void refuseWith(Supplier<Throwable> thrown) {
        refusal = thrown;
    }

    /** What happens in the calling thread before each call. */
    void before(Consumer<Operation> hook) {
        before = hook;
    }

    int calls() {
        return calls.get();
    }

    int refusedReleases() {
        return refusedReleases.get();
    }

    @Override
    public long pageSize() {
        return pageSize;
    }

    @Override
    public boolean releases() {
        return emulated || real.releases();
    }

    @Override
    public MemorySegment map(long byteSize, long byteAlignment, Arena arena) {
        enter(Operation.MAP);
        check(byteSize > 0 && byteSize % pageSize == 0, "map of " + byteSize);
        check(Long.bitCount(byteAlignment) == 1 && byteAlignment > 0, "aligned " + byteAlignment);
        MemorySegment segment = real.map(byteSize, Math.max(byteAlignment, pageSize), arena);
        synchronized (this) {
            mappings.put(segment.address(), new Mapping(segment, new BitSet(), new BitSet()));
        }
        return segment;
    }

    @Override
    public void commit(MemorySegment range) {
        enter(Operation.COMMIT);
        turn(range, false, "commit");
        if (!emulated) {
            real.commit(range);
        } else if (wasUsed(range)) {
            range.fill((byte) 0);
        }
        book(range, true);
    }

    @Override
    public void release(MemorySegment range) {
        enter(Operation.RELEASE);
        turn(range, true, "release");
        if (emulated) {
            range.fill(RUBBISH);
        } else {
            real.release(range);
        }
        book(range, false);
    }

    private void enter(Operation operation) {
        int call = calls.incrementAndGet();
        before.accept(operation);
        if (call >= refuseFrom && call <= refuseTo) {
            if (operation == Operation.RELEASE) {
                refusedReleases.incrementAndGet();
            }
            ScriptedPageSource.<Error>sneak(refusal.get());
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Checks a range that is about to turn: all its pages must be in the other state. */
    private synchronized void turn(MemorySegment range, boolean from, String call) {
        String what = call + " of " + range;
        check(range.byteSize() > 0 && range.byteSize() % pageSize == 0
                && range.address() % pageSize == 0, what + ": not whole pages");
        Mapping mapping = mappingOf(range.address(), range.byteSize());
        if (mapping == null) {
            check(false, what + ": not mapped");
        } else {
            check(mapping.segment.scope().isAlive(), what + ": unmapped");
            BitSet pages = pages(mapping, range.address(), range.byteSize());
            int expected = from ? pages.cardinality() : 0;
            pages.and(mapping.committed);
            check(pages.cardinality() == expected, what + ": pages were in that state already");
        }
    }

    /** Fresh memory is zero already, and not written so that it costs nothing. */
    private synchronized boolean wasUsed(MemorySegment range) {
        Mapping mapping = mappingOf(range.address(), range.byteSize());
        return mapping != null
                && mapping.used.intersects(pages(mapping, range.address(), range.byteSize()));
    }

    private synchronized void book(MemorySegment range, boolean committed) {
        Mapping mapping = mappingOf(range.address(), range.byteSize());
        if (mapping == null) {
            return; // noted as a violation
        }
        BitSet pages = pages(mapping, range.address(), range.byteSize());
        if (committed) {
            mapping.committed.or(pages);
            mapping.used.or(pages);
        } else {
            mapping.committed.andNot(pages);
        }
    }

    private @Nullable Mapping mappingOf(long address, long byteSize) {
        Map.Entry<Long, Mapping> entry = mappings.floorEntry(address);
        if (entry == null) {
            return null;
        }
        MemorySegment segment = entry.getValue().segment;
        boolean inside = address + byteSize <= segment.address() + segment.byteSize();
        return inside ? entry.getValue() : null;
    }

    private BitSet pages(Mapping mapping, long address, long byteSize) {
        long offset = address - mapping.segment.address();
        var pages = new BitSet();
        pages.set((int) (offset / pageSize), (int) ((offset + byteSize + pageSize - 1) / pageSize));
        return pages;
    }

    private synchronized void check(boolean kept, String violation) {
        if (!kept) {
            violations.add(violation);
        }
    }

    synchronized void assertContractKept() {
        assertEquals(List.of(), violations);
    }

    /** A block must lie in pages that are committed. */
    synchronized void assertUsable(MemorySegment block) {
        Mapping mapping = mappingOf(block.address(), block.byteSize());
        if (mapping != null && releases()) {
            BitSet pages = pages(mapping, block.address(), block.byteSize());
            pages.andNot(mapping.committed);
            assertTrue(pages.isEmpty(), () -> block + " lies in released pages");
        } else {
            assertTrue(mapping != null, () -> block + " is not in this source's memory");
        }
    }

    synchronized long reservedBytes() {
        return mappings.values().stream()
                .filter(mapping -> mapping.segment.scope().isAlive())
                .mapToLong(mapping -> mapping.segment.byteSize())
                .sum();
    }

    synchronized long residentBytes() {
        return mappings.values().stream()
                .filter(mapping -> mapping.segment.scope().isAlive())
                .mapToLong(mapping -> mapping.committed.cardinality() * pageSize)
                .sum();
    }
}
