// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Packets that arrive at fixed times, whatever became of those before. The latency of a packet
 * counts from the time at which it was to arrive, so a pause counts for all packets it held up, not
 * only for the one in hand.
 */
public final class Schedule {

    /** Messages in a packet. */
    public static final int MESSAGES = 4;

    private static final int PACKET = MESSAGES * Wire.LENGTH;

    private final MemorySegment feed;
    private final Handler handler;
    private long at;

    public Schedule(MemorySegment feed, Handler handler) {
        this.feed = feed;
        this.handler = handler;
    }

    /** Handles packets one after the other. */
    public void flatOut(long packets) {
        for (long i = 0; i < packets; i++) {
            next();
        }
    }

    /** Handles packets as they arrive, busily waiting as feed handlers do, so many a second. */
    public void paced(long packets, int rate, Histogram latency) {
        long interval = TimeUnit.SECONDS.toNanos(1) / rate;
        long start = System.nanoTime();
        for (long i = 0; i < packets; i++) {
            long due = start + i * interval;
            while (System.nanoTime() - due < 0) {
                Thread.onSpinWait();
            }
            next();
            latency.recordValue(Math.clamp(
                    System.nanoTime() - due, 0, latency.getHighestTrackableValue()));
        }
    }

    private void next() {
        handler.packet(feed, at, at + PACKET);
        at += PACKET;
    }
}
