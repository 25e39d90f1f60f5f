// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;

/**
 * What the pages of a region are used for.
 *
 * @param base address of the first page
 * @param pages how many pages the region has
 * @param runs all of them, in order and without gaps
 */
record RegionMap(long base, int pages, List<PageRun> runs) {

    static final int PAGE_BYTES = 8192;

    RegionMap {
        runs = List.copyOf(runs);
        int next = 0;
        for (PageRun run : runs) {
            if (run.firstPage() != next || run.pages() <= 0) {
                throw new IllegalArgumentException("expected a run from page " + next
                        + ", not " + run);
            }
            next = run.end();
        }
        if (next != pages) {
            throw new IllegalArgumentException("runs of " + next + " pages in " + pages);
        }
    }

    static long bytes(long pages) {
        return pages * PAGE_BYTES;
    }

    long byteSize() {
        return bytes(pages);
    }

    long address(int page) {
        return base + bytes(page);
    }

    long pagesOf(PageRun.Kind kind) {
        return runs.stream().filter(run -> run.kind() == kind).mapToLong(PageRun::pages).sum();
    }
}
