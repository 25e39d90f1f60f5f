// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Anonymous mappings of Linux and macOS. A page becomes resident at its first access, so nothing
 * needs to be committed. The tests have run on Linux only.
 *
 * <p>A range is placed beside the latest one where that is free, so that the regions of an
 * allocator tend to be neighbours; else more is mapped and both ends are unmapped.
 */
final class MmapPageSource implements PageSource {

    /** Of x86-64, and of AArch64 with pages of 4 KiB. */
    private static final long HUGE_PAGE = 2 << 20;

    private final Posix posix;
    private final long pageSize;
    private final boolean hugePages;

    /** Where the latest range starts; 0 before the first. A hint: any value is correct. */
    private volatile long latestStart;

    /** Where the latest range ends. A hint, which need not belong to {@link #latestStart}. */
    private volatile long latestEnd;

    /**
     * Makes a source.
     *
     * @param posix the system's functions
     * @param hugePages whether to ask for transparent huge pages
     */
    MmapPageSource(Posix posix, boolean hugePages) {
        this.posix = posix;
        this.pageSize = posix.pageSize();
        this.hugePages = hugePages;
    }

    @Override
    public long pageSize() {
        return pageSize;
    }

    @Override
    public boolean releases() {
        return true;
    }

    /** A huge page of which a part is given back is split, and what is left of it stays small. */
    @Override
    public long releaseSize() {
        return hugePages ? Math.max(HUGE_PAGE, pageSize) : pageSize;
    }

    @Override
    public MemorySegment map(long byteSize, long byteAlignment, Arena arena) {
        PageRanges.requireMappable(byteSize, byteAlignment, pageSize);
        Mapping mapping = new Mapping(posix, reserve(byteSize, byteAlignment), byteSize);
        MemorySegment range;
        try {
            range = NativeAccess.segment(mapping.address, byteSize, arena, mapping);
        } catch (RuntimeException | Error e) {
            mapping.unmap();
            throw e;
        }
        if (hugePages && !SystemPageSources.isMacOs()) {
            posix.advise(range, Posix.MADV_HUGEPAGE); // refused: the pages stay small
        }
        return range;
    }

    @Override
    public void commit(MemorySegment range) {
        PageRanges.requirePages(range, pageSize);
    }

    @Override
    public void release(MemorySegment range) {
        PageRanges.requirePages(range, pageSize);
        if (range.byteSize() == 0) {
            return;
        }
        // On macOS MADV_DONTNEED is a hint that leaves the contents alone.
        boolean again = SystemPageSources.isMacOs();
        long status = again
                ? posix.mapAgain(range)
                : posix.advise(range, Posix.MADV_DONTNEED);
        if (status < 0) {
            throw new OutOfMemoryError((again ? "mmap" : "madvise") + " of " + range.byteSize()
                    + " bytes at 0x" + Long.toHexString(range.address())
                    + " failed with errno " + -status);
        }
    }

    @Override
    public String toString() {
        return hugePages ? "mmap, huge pages" : "mmap";
    }

    private long reserve(long byteSize, long byteAlignment) {
        long start = reserveAt(-byteAlignment & (latestEnd + byteAlignment - 1),
                byteSize, byteAlignment);
        if (start == 0 && latestStart > byteSize) {
            start = reserveAt(-byteAlignment & (latestStart - byteSize), byteSize, byteAlignment);
        }
        if (start == 0) {
            start = reserveMore(byteSize, byteAlignment);
        }
        latestStart = start;
        latestEnd = start + byteSize;
        return start;
    }

    /** {@return the start of a range at the hint or wherever is as well aligned, or 0} */
    private long reserveAt(long hint, long byteSize, long byteAlignment) {
        long start = posix.map(Math.max(hint, 0), byteSize);
        if (start < 0) {
            return 0;
        }
        if ((start & (byteAlignment - 1)) != 0) {
            unmapOrFail(start, byteSize);
            return 0;
        }
        return start;
    }

    private long reserveMore(long byteSize, long byteAlignment) {
        long slack = Math.max(byteAlignment - pageSize, 0);
        long wholeSize = byteSize + slack;
        long whole = posix.map(0, wholeSize); // one that overflows is refused as too large
        if (whole < 0) {
            throw new OutOfMemoryError("mmap of " + byteSize + " bytes aligned to "
                    + byteAlignment + " failed with errno " + -whole);
        }
        long start = -byteAlignment & (whole + byteAlignment - 1);
        long held = whole; // below it others may map again
        try {
            unmapOrFail(whole, start - whole);
            held = start;
            unmapOrFail(start + byteSize, whole + wholeSize - start - byteSize);
        } catch (OutOfMemoryError e) {
            posix.unmap(held, whole + wholeSize - held);
            throw e;
        }
        return start;
    }

    /** Refused only if the process has as many mappings as it may. */
    private void unmapOrFail(long address, long byteSize) {
        int status = byteSize == 0 ? 0 : posix.unmap(address, byteSize);
        if (status < 0) {
            throw new OutOfMemoryError("munmap of " + byteSize + " bytes at 0x"
                    + Long.toHexString(address) + " failed with errno " + -status);
        }
    }

    /** Unmaps once, when the arena is closed or when the range could not be handed out. */
    private static final class Mapping implements Consumer<MemorySegment> {

        private final Posix posix;
        private final long address;
        private final long byteSize;

        /** A second munmap could hit what somebody else has mapped there since. */
        private final AtomicBoolean unmapped = new AtomicBoolean();

        private Mapping(Posix posix, long address, long byteSize) {
            this.posix = posix;
            this.address = address;
            this.byteSize = byteSize;
        }

        @Override
        public void accept(MemorySegment range) {
            unmap();
        }

        private void unmap() {
            if (!unmapped.compareAndSet(false, true)) {
                return;
            }
            int status = posix.unmap(address, byteSize);
            if (status < 0) {
                // Whoever closes an arena can do nothing about it.
                System.getLogger(SystemPageSources.LOGGER).log(Level.WARNING,
                        "munmap of {0} bytes failed with errno {1}; they stay mapped",
                        Long.toString(byteSize), -status);
            }
        }
    }
}
