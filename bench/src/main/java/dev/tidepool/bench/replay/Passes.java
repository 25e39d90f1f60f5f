// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * Replays a trace from its first event to its last, again and again. The clock stands while events
 * are read from the file, and while blocks are freed that the trace never frees.
 */
final class Passes implements Closeable {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final CompiledTrace.Chunks chunks;
    private final Player player;
    private final Hand hand;
    private final long events;

    /**
     * What one pass cost.
     *
     * @param nanos per event
     * @param cpu nanoseconds of processor time per event, of all threads, the collector's included;
     *     coarse where the system counts it in ticks
     * @param bytes of garbage per event, of all threads
     */
    record Cost(double nanos, double cpu, double bytes) {}

    /** Looks at the memory at some moments of a pass. */
    interface Watcher {

        /** {@return after how many events it wants to look again} */
        long look(long event);
    }

    Passes(CompiledTrace trace, Hand hand, boolean threads) throws IOException {
        this.chunks = trace.chunks();
        this.hand = hand;
        this.events = trace.summary().events();
        this.player =
                threads
                        ? new Crew(
                                hand,
                                (int) trace.summary().threads(),
                                (int) trace.summary().peakBlocks())
                        : new Player.Solo(hand);
    }

    Cost timed() throws IOException {
        long nanos = 0;
        long cpu = 0;
        long bytes = 0;
        begin();
        for (int count = chunks.next(); count > 0; count = chunks.next()) {
            long before = THREADS.getTotalThreadAllocatedBytes();
            long cpuBefore = SYSTEM.getProcessCpuTime();
            long start = System.nanoTime();
            player.play(chunks.words, 0, count);
            nanos += System.nanoTime() - start;
            cpu += SYSTEM.getProcessCpuTime() - cpuBefore;
            bytes += THREADS.getTotalThreadAllocatedBytes() - before;
        }
        hand.freeRest();
        return new Cost(
                (double) nanos / events, (double) cpu / events, (double) bytes / events);
    }

    /** Replays once, without a clock; blocks that the trace never frees stay. */
    void watched(Watcher watcher) throws IOException {
        begin();
        long event = 0;
        long wait = watcher.look(0);
        for (int count = chunks.next(); count > 0; count = chunks.next()) {
            int from = 0;
            while (from < count) {
                int to = (int) Math.min(count, from + wait * Packed.WORDS);
                player.play(chunks.words, from, to);
                event += (to - from) / Packed.WORDS;
                wait -= (to - from) / Packed.WORDS;
                if (wait == 0) {
                    wait = watcher.look(event);
                }
                from = to;
            }
        }
        watcher.look(event);
    }

    private void begin() throws IOException {
        chunks.rewind();
        player.rewind();
    }

    @Override
    public void close() throws IOException {
        player.close();
        chunks.close();
    }
}
