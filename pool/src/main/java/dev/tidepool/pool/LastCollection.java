// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/**
 * What the JVM's notifications say of the last collection, where the module {@code jdk.management}
 * is and somebody reads it. They name; they do not decide, see {@link TideKeeper}.
 *
 * @param collector the collector's name; empty if unknown
 * @param cause why it ran; empty if unknown
 * @param heapAfterBytes used heap just after
 */
record LastCollection(String collector, String cause, long heapAfterBytes) {

    private static final LastCollection UNKNOWN = new LastCollection("", "", 0);
    private static final boolean PRESENT = TideLog.isPresent("jdk.management");
    private static volatile LastCollection last = UNKNOWN;

    static LastCollection get() {
        return last;
    }

    void report() {
        last = this;
    }

    /** Begins to listen, where that is possible. Idempotent. */
    static void watch() {
        if (PRESENT) {
            CollectionListener.install();
        }
    }

    /** Listens no more. Idempotent. */
    static void unwatch() {
        if (PRESENT) {
            CollectionListener.remove();
        }
    }

    @Override
    public String toString() {
        return collector.isEmpty() ? "unknown"
                : collector + " (" + cause + "), heap after it " + heapAfterBytes + " bytes";
    }
}
