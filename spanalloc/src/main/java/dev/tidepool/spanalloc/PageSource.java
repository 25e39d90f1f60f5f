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
 * released}; pages start out released where {@link #releases()} says so, else resident. A released
 * page must be committed before it is accessed: on Windows an access would end the JVM.
 *
 * <p>An implementation must allow every method to be called by many threads at once, and a call
 * that throws must change nothing. Ranges given to commit and release are whole pages of one mapped
 * range; others are refused with {@link IllegalArgumentException} where that can be seen. While a
 * range of a shared arena is committed or released, closing the arena may throw
 * {@link IllegalStateException}.
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

    /**
     * {@return memory of the JDK's arenas: works everywhere and needs no native access, but is
     * zeroed and resident from the start, and is not given back before close}
     */
    static PageSource portable() {
        return new PortablePageSource();
    }

    /**
     * {@return the size in bytes, a power of two, that map, commit and release work in; it never
     * changes}
     */
    long pageSize();

    /**
     * {@return whether {@link #release} gives memory back and pages start out released; it never
     * changes}
     */
    boolean releases();

    /**
     * {@return the size in bytes, a power of two, of the aligned ranges that had better be given
     * back whole: the allocator's decay leaves free pages alone while others of such a range are in
     * use, a trim and a limit do not; it never changes} By default a page. A range may come in
     * several calls, and without what has no memory behind it.
     */
    default long releaseSize() {
        return pageSize();
    }

    /**
     * Reserves address space. Its pages read as zero after their first commit.
     *
     * @param byteSize size in bytes, a positive multiple of the page size
     * @param byteAlignment alignment in bytes, a power of two; it is at least a page in any case
     * @param arena whose lifetime the memory has; closing it unmaps
     * @return the reserved range, of exactly this size
     * @throws OutOfMemoryError if the system refuses; nothing is reserved then
     * @throws IllegalArgumentException if a parameter is not as said
     * @throws IllegalStateException if the arena is closed; nothing is reserved then
     */
    MemorySegment map(long byteSize, long byteAlignment, Arena arena);

    /**
     * Makes pages usable. They read as zero. Where {@link #releases()} is false, does nothing.
     *
     * @param range released pages
     * @throws OutOfMemoryError if the system refuses; the pages stay released then
     * @throws IllegalArgumentException if the range is not whole pages
     * @throws IllegalStateException if the arena of the range is closed
     */
    void commit(MemorySegment range);

    /**
     * Gives the memory of pages back, keeping the address space. Their contents are lost: after the
     * next commit they read as zero.
     *
     * @param range committed pages
     * @throws OutOfMemoryError if the system refuses; the pages stay committed then
     * @throws UnsupportedOperationException where {@link #releases()} is false
     * @throws IllegalArgumentException if the range is not whole pages
     * @throws IllegalStateException if the arena of the range is closed
     */
    void release(MemorySegment range);
}
