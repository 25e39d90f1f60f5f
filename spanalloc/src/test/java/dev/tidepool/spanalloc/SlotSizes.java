// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The published table of size classes. */
record SlotSizes(long slot, long alignment) {
    static final long LARGEST = 32768;

    private static final long PAGE = 8192;
    private static final List<SlotSizes> TABLE = read();

    /** Every slot size, ascending. */
    static List<Long> all() {
        return TABLE.stream().map(SlotSizes::slot).toList();
    }

    /** What a block of that size has at least when nothing is added to it. */
    static long usable(long byteSize) {
        return usable(byteSize, 1);
    }

    static long usable(long byteSize, long alignment) {
        if (byteSize > LARGEST || alignment > PAGE) {
            return (byteSize + PAGE - 1) / PAGE * PAGE;
        }
        return TABLE.stream()
                .filter(row -> row.slot >= byteSize && row.alignment >= alignment)
                .findFirst()
                .orElseThrow()
                .slot;
    }

    private static List<SlotSizes> read() {
        var stream =
                Objects.requireNonNull(SlotSizes.class.getResourceAsStream("/size-classes.csv"));
        try (var reader = new BufferedReader(
                new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .skip(2) // the heading and class 0
                    .map(line -> line.split(","))
                    .map(f -> new SlotSizes(Long.parseLong(f[1]), Long.parseLong(f[6])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
