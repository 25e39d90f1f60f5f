// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.List;
import java.util.stream.LongStream;

/** A part of a file that one thread ships: the lines that start in {@code [start, end)}. */
record Chunk(Source source, long start, long end) {

    static final long BYTES = 1 << 20;

    long length() {
        return end - start;
    }

    static List<Chunk> of(Source source) {
        long count = (source.size() + BYTES - 1) / BYTES;
        return LongStream.range(0, count)
                .mapToObj(i -> new Chunk(source, i * BYTES,
                        Math.min((i + 1) * BYTES, source.size())))
                .toList();
    }
}
