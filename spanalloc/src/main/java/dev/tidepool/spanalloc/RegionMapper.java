// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/** Gets address space from the page source for the page heap, and gives it back. */
@SuppressWarnings("MustBeClosedChecker") // each region's arena is closed with the region
final class RegionMapper {

    private final MHeap heap;
    private final PageSource source;
    private final long regionBytes;
    private final Arena arena = Arena.ofShared();
    /** Not the heap's lock: others go on allocating while the system is asked. */
    private final ReentrantLock growing = new ReentrantLock();

    RegionMapper(MHeap heap, PageSource source, long regionBytes) {
        this.heap = heap;
        this.source = source;
        this.regionBytes = regionBytes;
    }

    long regionBytes() {
        return regionBytes;
    }

    /**
     * Adds a common region, unless another thread did so meanwhile or a limit is in the way.
     *
     * @throws OffHeapMemoryError if the system refuses
     */
    void grow(Claim claim) {
        growing.lock();
        try {
            long resident = source.releases() ? 0 : regionBytes;
            if (heap.hasRun(claim) || !heap.reserve(claim, regionBytes, resident)) {
                return;
            }
            try {
                MemorySegment segment = source.map(regionBytes, regionBytes, arena);
                add(Region.common(segment, arena, unit()), resident);
            } catch (Throwable e) {
                heap.unreserve(regionBytes, resident);
                throw heap.refused(claim.asked, e);
            }
        } finally {
            growing.unlock();
        }
    }

    /**
     * Makes a region for a single block.
     *
     * @throws OffHeapMemoryError if a limit or the system refuses
     */
    PageRange dedicate(long pages, long byteAlignment, long asked) {
        long bytes = Math.ceilDiv(pages * MHeap.PAGE, source.pageSize()) * source.pageSize();
        int count = Math.toIntExact(bytes / MHeap.PAGE);
        var claim = new Claim(count, 1, asked);
        while (!heap.reserve(claim, bytes, bytes)) {
            heap.relieve(claim);
        }
        Arena own = Arena.ofShared();
        try {
            MemorySegment segment = source.map(bytes, Math.max(byteAlignment, regionBytes), own);
            if (source.releases()) {
                source.commit(segment);
            }
            Region region = Region.dedicated(segment, own);
            add(region, bytes);
            return new PageRange(region, 0, count, true);
        } catch (Throwable e) {
            own.close();
            heap.unreserve(bytes, bytes);
            throw heap.refused(asked, e);
        }
    }

    private int unit() {
        return source.releases()
                ? Math.max(1, Math.toIntExact(source.pageSize() / MHeap.PAGE)) : 0;
    }

    private void add(Region region, long residentBytes) {
        if (!heap.add(region)) {
            throw new OutOfMemoryError("no room for region 0x%x in the map of regions"
                    .formatted(region.base));
        }
        heap.locked(() -> heap.accounts().mapped(residentBytes));
    }

    /**
     * Unmaps a dedicated region, which a free and {@link #close} may do at the same time.
     *
     * @throws IllegalStateException if a native call uses the memory at this moment
     */
    void unmap(Region region) {
        try {
            region.arena.close();
        } catch (IllegalStateException e) {
            if (region.arena.scope().isAlive()) {
                throw e;
            }
            return; // the other one ends it
        }
        heap.remove(region);
    }

    /**
     * Unmaps everything. If it fails, the common regions are still there, and it may be tried
     * again.
     *
     * @throws IllegalStateException if a native call uses some of the memory at this moment
     */
    void close() {
        growing.lock();
        try {
            heap.dedicatedRegions().forEach(this::unmap);
            if (arena.scope().isAlive()) {
                arena.close();
            }
            heap.close();
            heap.dedicatedRegions().forEach(this::unmap); // added meanwhile
        } finally {
            growing.unlock();
        }
    }
}
