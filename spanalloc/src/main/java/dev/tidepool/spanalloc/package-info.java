// SPDX-License-Identifier: Apache-2.0
/**
 * An off-heap allocator with explicit free, as fast as native ones, that answers every wrong free
 * exactly, holds its limits and gives memory back.
 *
 * <p>{@link dev.tidepool.spanalloc.SpanAllocator} hands out blocks as segments or as addresses.
 *
 * <h2>The structures</h2>
 * <ul>
 * <li><b>Size class</b>: one of 67 slot sizes up to 32 KiB. A larger block takes whole pages.
 * <li><b>Span</b>: a run of pages of 8 KiB cut into slots of one class. What is free is told by
 *   bits beside the memory, never in it.
 * <li><b>MCache</b>: a span of each class at one thread's hand, used with plain accesses. A
 *   platform thread's is found in a table by thread id; virtual threads share <b>stripes</b>.
 * <li><b>MCentral</b>: for each class, the spans in no cache that have free slots, fullest first.
 * <li><b>MHeap</b>: all pages of all regions, claimed lowest address first from bitmaps with
 *   summaries. <b>PageCache</b>: up to 64 of them set aside for a cache's next spans.
 * <li><b>Region</b>: 64 MiB of address space. <b>PageMap</b>: from an address to its span.
 * <li><b>PageSource</b>: {@code mmap}, {@code VirtualAlloc}, or the JDK's arenas.
 * <li><b>Scavenger</b>: releases what was not in use during the decay time.
 * </ul>
 *
 * <h2>The way of an allocation</h2>
 * <ol>
 * <li>The size's class, by a table. The thread's cache, its span of the class, the lowest free bit.
 * <li>None left: what the owner freed becomes free, then what others freed; then a span it has
 *   adopted; then the fullest of the central.
 * <li>None there: pages, from the page cache or the heap; a new span.
 * <li>No pages: empty spans of all classes are given back; then another region is mapped.
 * <li>A limit in the way: free pages are released, then caches flushed; then it fails.
 * </ol>
 * A free goes from the address to the span by two loads, to the slot by a multiplication that also
 * proves the address right. The owner sets a bit. Another thread sets one by an atomic OR, or, if
 * it is the first to free into a full span, takes the span into its own cache. Whose OR makes an
 * eighth of a full span free puts it into the central.
 *
 * <h2>Invariants</h2>
 * <pre>
 * reserved = live + rounding + free slots + tails + cached pages + free resident + released
 * each page is free and resident, free and released, set aside, or in exactly one span
 * each span is in one cache, in one list of the central, full and in none, large, or dead
 * allocations = frees + live blocks, in each class
 * resident &lt;= hard limit
 * </pre>
 *
 * <h2>Sources</h2>
 * Go's {@code src/runtime/malloc.go}, {@code mcentral.go}, {@code mpagealloc.go} and
 * {@code mgcscavenge.go} (tiers, classes, pages); D. Leijen, B. Zorn, L. de Moura, "Mimalloc: Free
 * List Sharding in Action", MSR-TR-2019-18 (frees of the owner apart from those of others);
 * A. H. Hunter et al., "Beyond malloc efficiency to fleet efficiency", OSDI 2021 (densest first).
 */
@NullMarked
package dev.tidepool.spanalloc;

import org.jspecify.annotations.NullMarked;
