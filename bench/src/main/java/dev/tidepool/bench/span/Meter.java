// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Watches memory while a workload runs: what the allocator says, what the system says of the whole
 * process ({@code /proc/self/statm}, less what it was at the start), and what the workload holds. A
 * thread samples some fifty times a second; the workload may sample at moments that matter.
 *
 * <p>The process's memory includes that of the JVM: heap touched for the first time, compiled code
 * and the compilers' own memory make a few MiB of noise in every figure.
 */
final class Meter implements AutoCloseable {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE = 4096; // statm's unit on the machines this runs on.
    private static final int RESIDENT_FIELD = 1;
    private static final int INTERVAL_MILLIS = 20;

    private final Subject subject;
    private final @Nullable Latency latency;
    private final List<Tally> tallies = new CopyOnWriteArrayList<>();
    private final long residentBefore = residentSet();
    private final Thread thread = Thread.ofPlatform().daemon().name("meter").unstarted(this::watch);
    private final List<Moment> history = new ArrayList<>();
    private volatile boolean done;
    private long callsBefore;
    private long allocatedBefore;
    private Peaks peaks = new Peaks(Footprint.UNKNOWN, Footprint.UNKNOWN, Footprint.UNKNOWN, 0);

    /** How many calls there were at a time, and what was held, in bytes. */
    record Moment(long nanos, long calls, Footprint told, long process, long live) {}

    /**
     * The most that was ever seen, in bytes.
     *
     * @param reserved as the allocator says
     * @param resident as the allocator says
     * @param process growth of the process
     * @param live held by the workload
     */
    record Peaks(long reserved, long resident, long process, long live) {

        Peaks with(Footprint told, long process, long live) {
            return new Peaks(
                    Math.max(reserved, told.reserved()),
                    Math.max(resident, Math.max(told.resident(), told.peakResident())),
                    Math.max(this.process, process),
                    Math.max(this.live, live));
        }
    }

    Meter(Subject subject) {
        this(subject, null);
    }

    Meter(Subject subject, @Nullable Latency latency) {
        this.subject = subject;
        this.latency = latency;
    }

    void start() {
        thread.start();
        restart();
    }

    /** Forgets the calls and the garbage so far: the set-up's. */
    void restart() {
        callsBefore = total();
        allocatedBefore = garbage();
        if (latency != null) {
            latency.reset();
        }
    }

    Tally tally() {
        return tallies(1).getFirst();
    }

    /** {@return as many tallies, entered at once} */
    List<Tally> tallies(int count) {
        int known = tallies.size();
        List<Tally> added =
                IntStream.range(known, known + count).mapToObj(i -> new Tally(latency, i)).toList();
        tallies.addAll(added);
        return added;
    }

    Latency.Percentiles allocations() {
        return latency == null ? Latency.Percentiles.NONE : latency.ofAllocations();
    }

    Latency.Percentiles frees() {
        return latency == null ? Latency.Percentiles.NONE : latency.ofFrees();
    }

    /** {@return bytes that threads other than the meter's allocated on the heap since the start} */
    long allocated() {
        return garbage() - allocatedBefore;
    }

    private long garbage() {
        long own = THREADS.getThreadAllocatedBytes(thread.threadId());
        return THREADS.getTotalThreadAllocatedBytes() - Math.max(0, own);
    }

    long live() {
        return tallies.stream().mapToLong(Tally::live).sum();
    }

    /** {@return calls since the start} */
    long calls() {
        return total() - callsBefore;
    }

    private long total() {
        return tallies.stream().mapToLong(Tally::calls).sum();
    }

    /** {@return by how much the process has grown since the start; unknown off Linux} */
    long processGrowth() {
        return residentBefore < 0 ? Footprint.UNKNOWN : residentSet() - residentBefore;
    }

    synchronized void sample() {
        Moment now =
                new Moment(
                        System.nanoTime(), total(), subject.footprint(), processGrowth(), live());
        history.add(now);
        peaks = peaks.with(now.told(), now.process(), now.live());
    }

    /**
     * {@return calls per second in the second half of a period, when most code is compiled}
     *
     * @param start in nanoseconds
     * @param end in nanoseconds
     */
    synchronized double rate(long start, long end) {
        Moment first = new Moment(start, callsBefore, Footprint.NOT_TOLD, 0, 0);
        Moment last = first;
        for (Moment moment : history) {
            if (moment.nanos() - start <= (end - start) / 2 && moment.nanos() >= start) {
                first = moment;
            }
            if (moment.nanos() <= end && moment.nanos() >= start) {
                last = moment;
            }
        }
        return 1e9 * (last.calls() - first.calls()) / (last.nanos() - first.nanos());
    }

    /** {@return all samples so far} */
    synchronized List<Moment> history() {
        return List.copyOf(history);
    }

    synchronized Peaks peaks() {
        return peaks;
    }

    private void watch() {
        try {
            while (!done) {
                sample();
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }

    private static long residentSet() {
        try {
            return PAGE * Long.parseLong(Files.readString(STATM).split(" ", -1)[RESIDENT_FIELD]);
        } catch (IOException e) {
            return Footprint.UNKNOWN; // Not Linux.
        }
    }

    @Override
    public void close() {
        done = true;
        thread.interrupt();
        try {
            thread.join(); // It must not look at a closed allocator.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
