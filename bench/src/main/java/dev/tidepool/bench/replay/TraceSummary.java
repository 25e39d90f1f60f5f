// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a trace has in it.
 *
 * @param lines of text, comments included
 * @param remoteFrees frees by another thread than the one that allocated or last resized the block
 * @param threads that do something, or the greatest number of one if that is more
 * @param ends threads that end before the trace does
 * @param allocated bytes of all allocations and of what reallocations add
 * @param peakBlocks the most blocks live at a time
 * @param peakLive the most bytes live at a time
 * @param leaks blocks never freed
 * @param leakedBytes in them
 * @param firstLeak line that allocates the first of them, 0 if there is none
 * @param largest block
 * @param alignment the greatest one asked for, 0 if none
 * @param nanos that pass
 */
public record TraceSummary(
        long lines,
        long allocations,
        long frees,
        long reallocations,
        long remoteFrees,
        long threads,
        long ends,
        long allocated,
        long peakBlocks,
        long peakLive,
        long leaks,
        long leakedBytes,
        long firstLeak,
        long largest,
        long alignment,
        long nanos) {

    static final int FIELDS = 16;

    /** {@return what is counted as an operation in figures per event} */
    public long events() {
        return allocations + frees + reallocations;
    }

    long[] toLongs() {
        return toMap().values().stream().mapToLong(Long::longValue).toArray();
    }

    static TraceSummary ofLongs(long[] n) {
        return new TraceSummary(
                n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11], n[12],
                n[13], n[14], n[15]);
    }

    /** {@return the components by name} */
    public Map<String, Long> toMap() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("lines", lines);
        map.put("allocations", allocations);
        map.put("frees", frees);
        map.put("reallocations", reallocations);
        map.put("remoteFrees", remoteFrees);
        map.put("threads", threads);
        map.put("threadEnds", ends);
        map.put("allocatedBytes", allocated);
        map.put("peakBlocks", peakBlocks);
        map.put("peakLiveBytes", peakLive);
        map.put("leakedBlocks", leaks);
        map.put("leakedBytes", leakedBytes);
        map.put("firstLeakLine", firstLeak);
        map.put("largestBlock", largest);
        map.put("greatestAlignment", alignment);
        map.put("nanos", nanos);
        return map;
    }
}
