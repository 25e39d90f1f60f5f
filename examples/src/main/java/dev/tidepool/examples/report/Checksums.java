// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** What one variant made of each chunk. Any thread may add to it. */
final class Checksums {

    /** Tells a checksum of zero from a chunk not shipped yet; the checksums have 32 bits. */
    private static final long KNOWN = 1L << 32;

    private final String variant;
    private final List<Chunk> chunks;
    private final AtomicLongArray sums;

    Checksums(String variant, List<Chunk> chunks) {
        this.variant = variant;
        this.chunks = chunks;
        sums = new AtomicLongArray(chunks.size());
    }

    /** Notes the checksum of a chunk; each pass must come to the same. */
    void add(int chunk, long checksum) throws ReportFailure {
        long sum = checksum | KNOWN;
        long before = sums.getAndSet(chunk, sum);
        if (before != 0 && before != sum) {
            throw difference(chunk, variant + " shipped it differently in two passes");
        }
    }

    /** Compares every chunk that both variants have shipped. */
    void requireSame(Checksums other) throws ReportFailure {
        for (int i = 0; i < chunks.size(); i++) {
            long sum = sums.get(i);
            long others = other.sums.get(i);
            if (sum != 0 && others != 0 && sum != others) {
                throw difference(i, variant + " and " + other.variant + " shipped it differently");
            }
        }
    }

    /** One number for a whole pass, whichever chunk was done first. */
    long combined() {
        long combined = 0;
        for (int i = 0; i < chunks.size(); i++) {
            combined += mix(sums.get(i) + i * 0x9E3779B97F4A7C15L);
        }
        return combined;
    }

    private ReportFailure difference(int index, String how) {
        Chunk chunk = chunks.get(index);
        if (chunk.source().changed()) {
            return new ReportFailure(ExitCode.INPUT_CHANGED,
                    chunk.source() + " changed while it was read: nothing can be compared");
        }
        return new ReportFailure(ExitCode.CHECKSUMS_DIFFER, "the variants do different work: "
                + chunk.source() + " from byte " + chunk.start() + ": " + how);
    }

    /** The finalizer of SplitMix64: a sum of plain checksums would not notice swapped chunks. */
    private static long mix(long value) {
        long x = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
        return x ^ x >>> 31;
    }
}
