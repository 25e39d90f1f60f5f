// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/**
 * How many bytes are where, and what moved them. Guarded by the page heap's lock.
 *
 * <pre>
 * 0 &lt;= in use &lt;= resident &lt;= reserved
 * 0 &lt;= pending &lt;= resident
 * </pre>
 *
 * Bytes count as resident from before the system is asked for them, so that two claims cannot pass
 * a limit together; the peak counts only what was granted.
 */
final class PageAccounts {

    private long reserved;
    private long resident;
    /** What of the resident bytes the system has yet to grant. */
    private long pending;
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

    /** Claims pages; those of them that are fresh are pending until they are settled. */
    void claim(long bytes, long freshBytes) {
        inUse += bytes;
        resident += freshBytes;
        pending += freshBytes;
        peakInUse = Math.max(peakInUse, inUse);
    }

    /** Ends a request to the system; what it refused has been unmapped before. */
    void settle(long freshBytes) {
        pending -= freshBytes;
        peakResident = Math.max(peakResident, resident - pending);
    }

    long pending() {
        return pending;
    }

    void free(long bytes) {
        inUse -= bytes;
    }

    /** Counts what is about to be mapped; its resident bytes are pending. */
    void map(long bytes, long residentBytes) {
        reserved += bytes;
        resident += residentBytes;
        pending += residentBytes;
    }

    void unmap(long bytes, long residentBytes) {
        reserved -= bytes;
        resident -= residentBytes;
    }

    void mapped(long residentBytes) {
        maps++;
        settle(residentBytes);
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
