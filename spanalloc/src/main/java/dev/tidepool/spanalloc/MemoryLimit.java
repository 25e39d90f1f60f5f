// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/**
 * A soft and a hard bound on resident bytes, and what was done to hold them. Guarded by the page
 * heap's lock, checked for each claim of pages, never for a block.
 *
 * <pre>
 * at every instant:  resident &lt;= hard
 * after a claim:     resident &lt;= soft, or nothing more could be given back
 * </pre>
 */
final class MemoryLimit {

    static final long NONE = Long.MAX_VALUE;

    private final long soft;
    private final long hard;
    private long softHits;
    private long hardHits;
    private long reliefs;
    private long failures;
    private long assistNanos;

    MemoryLimit(long soft, long hard) {
        this.soft = soft;
        this.hard = hard;
    }

    /** {@return 95 % of a limit: what giving back aims at, so that the next claim has room} */
    static long goal(long limit) {
        return limit / 100 * 95 + limit % 100 * 95 / 100;
    }

    /**
     * {@return how much to give back before more becomes resident; 0 if nothing}
     *
     * @param resident bytes resident
     * @param more bytes that would become resident
     * @param lastResort whether nothing more can be given back, so that the soft limit yields
     */
    long excess(long resident, long more, boolean lastResort) {
        if (more == 0) {
            return 0;
        }
        if (more > hard - resident) {
            return Math.max(1, resident + more - goal(hard));
        }
        if (!lastResort && more > soft - resident) {
            return Math.max(1, resident + more - goal(soft));
        }
        return 0;
    }

    void hit(long resident, long more) {
        if (more > hard - resident) {
            hardHits++;
        } else {
            softHits++;
        }
    }

    /** Ends a hit: a claim is admitted, and has room below the soft limit or not. */
    void relieved(long resident, long more, long nanos) {
        assistNanos += nanos;
        if (more <= soft - resident) {
            reliefs++;
        }
    }

    void failed() {
        failures++;
    }

    String describe() {
        return "soft limit " + (soft == NONE ? "none" : soft)
                + ", hard limit " + (hard == NONE ? "none" : hard);
    }

    SpanStats.Limits stats() {
        return new SpanStats.Limits(
                soft, hard, softHits, hardHits, reliefs, failures, assistNanos);
    }
}
