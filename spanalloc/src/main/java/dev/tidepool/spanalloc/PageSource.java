// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where an allocator's memory comes from. An allocator calls it rarely, from any thread, several
 * at a time, and never while it holds a lock that allocations wait for.
 *
 * <p>A range is <em>reserved</em> from {@link #map} until its arena is closed. A reserved page is
 * resident once it was {@linkplain #commit committed} and until it is {@linkplain #release
 * released}; pages start out released where {@link #releases()} says so, else resident.
 */
public interface PageSource {

    /**
     * {@return the operating system's memory: {@code mmap} on Linux and macOS, {@code VirtualAlloc}
     * on Windows}
     *
     * @throws IllegalCallerException if native access is denied to this module
     * @throws UnsupportedOperationException on any other system
     */
    static PageSource system() {
        return SystemPageSources.of(false);
    }

    /**
     * {@return as {@link #system()}, and asks for transparent huge pages where the system has them}
     *
     * @throws IllegalCallerException if native access is denied to this module
     * @throws UnsupportedOperationException on a system other than Linux, macOS and Windows
     */
    static PageSource hugePages() {
        return SystemPageSources.of(true);
    }

    /** {@return memory of the JDK's arenas: works everywhere, and releases nothing before close} */
    static PageSource portable() {
        return new PortablePageSource();
    }

    /** {@return the size in bytes, a power of two, that commit and release work in} */
    long pageSize();

    /**
     * {@return whether {@link #release} gives memory back and pages start out released}
     */
    boolean releases();

    /**
     * Reserves address space that reads as zero.
     *
     * @param byteSize size in bytes, a multiple of the page size
     * @param byteAlignment alignment in bytes, a power of two
     * @param arena whose lifetime the memory has; closing it unmaps
     * @return the reserved range
     * @throws OutOfMemoryError if the system refuses; nothing is reserved then
     */
    MemorySegment map(long byteSize, long byteAlignment, Arena arena);

    /**
     * Makes pages usable. They read as zero.
     *
     * @param range released pages
     * @throws OutOfMemoryError if the system refuses; the pages stay released then
     */
    void commit(MemorySegment range);

    /**
     * Gives the memory of pages back, keeping the address space. Their contents are lost: after the
     * next commit they read as zero.
     *
     * @param range committed pages
     * @throws OutOfMemoryError if the system refuses; the pages stay committed then
     */
    void release(MemorySegment range);
}
