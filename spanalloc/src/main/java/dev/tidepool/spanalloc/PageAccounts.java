// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/**
 * How many bytes are where, and what moved them. Guarded by the page heap's lock.
 *
 * <pre>
 * 0 &lt;= in use &lt;= resident &lt;= reserved
 * </pre>
 */
final class PageAccounts {

    private long reserved;
    private long resident;
    private long inUse;
    private long peakResident;
    private long peakInUse;
    private long maps;
    private long refaulted;
    private long releases;
    private long releasedBytes;
    private long releaseFailures;
    private long releaseNanos;

    long reserved() {
        return reserved;
    }

    long resident() {
        return resident;
    }

    long inUse() {
        return inUse;
    }

    long peakResident() {
        return peakResident;
    }

    long maps() {
        return maps;
    }

    long refaulted() {
        return refaulted;
    }

    /** {@return the most that was in use since the last call} */
    long drainPeakInUse() {
        long peak = peakInUse;
        peakInUse = inUse;
        return peak;
    }

    void claim(long bytes, long freshBytes) {
        inUse += bytes;
        resident += freshBytes;
        peakInUse = Math.max(peakInUse, inUse);
        peakResident = Math.max(peakResident, resident);
    }

    void free(long bytes) {
        inUse -= bytes;
    }

    void map(long bytes, long residentBytes) {
        reserved += bytes;
        resident += residentBytes;
        peakResident = Math.max(peakResident, resident);
    }

    void unmap(long bytes, long residentBytes) {
        reserved -= bytes;
        resident -= residentBytes;
    }

    void mapped() {
        maps++;
    }

    void refault(long bytes) {
        refaulted += bytes;
    }

    /** Ends a release of pages that were claimed for it; {@code done} unless refused. */
    void release(long bytes, long nanos, boolean done) {
        releases++;
        releaseNanos += nanos;
        inUse -= bytes;
        if (done) {
            resident -= bytes;
            releasedBytes += bytes;
        } else {
            releaseFailures++;
        }
    }

    SpanStats.Scavenging scavenging(long ticks) {
        return new SpanStats.Scavenging(
                releases, releasedBytes, releaseFailures, releaseNanos, ticks);
    }
}
