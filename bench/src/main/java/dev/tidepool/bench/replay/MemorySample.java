// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.span.Footprint;
import java.util.Arrays;

/**
 * What was held after so many events, in bytes; {@link Footprint#UNKNOWN} where nobody says.
 *
 * @param live blocks of the trace
 * @param reserved as the allocator says; what waits in a buffer pool
 * @param resident as the allocator says
 * @param process growth of the process since before the allocator was opened
 */
record MemorySample(long event, long live, long reserved, long resident, long process) {

    String toLine() {
        return event + " " + live + " " + reserved + " " + resident + " " + process;
    }

    static MemorySample ofLine(String line) {
        long[] n = Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        return new MemorySample(n[0], n[1], n[2], n[3], n[4]);
    }
}
