// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * W19: does an idle program give its memory back, and at what price? The mix of W5, then nothing
 * for twice the decay time: by then at most {@value #FLOOR} bytes may be resident, and the thread
 * that gives memory back may have taken less than a hundredth of a processor. If the floor is
 * missed, it is waited for, to say by how much. Other allocators wait twice the decay time, each
 * with its own idea of decay.
 */
final class IdleWorkload implements Workload {

    private static final long FLOOR = 4 << 20;
    private static final int TINY_MILLIS = 100;
    private static final int QUICK_MILLIS = 2000;
    private static final int MILLIS = 10_000;
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();
    private static final int LOOKS = 50; // In a decay time.
    private static final double MOST_DECAYS = 2;
    private static final double MOST_SHARE = 0.01;
    private static final String SCAVENGER = "tidepool-scavenger";

    @Override
    public String id() {
        return "W19";
    }

    @Override
    public String title() {
        return "idle: what is given back by itself";
    }

    @Override
    public String parameters() {
        return "W5 on 2 threads, then twice the decay of 10 s";
    }

    @Override
    public List<String> variants() {
        return List.of("after-rptest");
    }

    private static Duration decay(Scale scale) {
        return Duration.ofMillis(scale.pick(TINY_MILLIS, QUICK_MILLIS, MILLIS));
    }

    @Override
    public Subject open(String subject, String variant, Scale scale) {
        Optional<Profile> profile = Subjects.profile(subject);
        if (profile.isEmpty()) {
            return Subjects.open(subject);
        }
        return new TidepoolSubject(
                subject,
                SpanAllocator.builder()
                        .profile(profile.get())
                        .decay(decay(scale))
                        .backgroundScavenger(true)
                        .build());
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        CrossWorkload.mix(trial, 2, 8, 16_000, trial.pick(5, 500, 500));
        say(trial, "busy");
        long decay = Duration.ofMillis(trial.pick(TINY_MILLIS, QUICK_MILLIS, MILLIS)).toNanos();
        boolean ours = trial.subject() instanceof TidepoolSubject;
        long processorBefore = scavenging();
        long start = trial.elapsed();
        long floorAt = ours && isAtFloor(trial) ? 0 : -1;
        while (floorAt < 0 && trial.elapsed() - start < 2 * decay + (ours ? PATIENCE : 0)) {
            Thread.sleep(Duration.ofNanos(decay / LOOKS));
            floorAt = ours && isAtFloor(trial) ? trial.elapsed() - start : -1;
        }
        // Idle for twice the decay time at least, whenever the floor was reached.
        Thread.sleep(Duration.ofNanos(Math.max(0, start + 2 * decay - trial.elapsed())));
        long idle = trial.elapsed() - start;
        double share = (double) (scavenging() - processorBefore) / idle;
        say(trial, String.format(Locale.ROOT, "after %.1f decay times", (double) idle / decay));
        if (ours) {
            judge(trial, floorAt < 0 ? Double.NaN : (double) floorAt / decay, share);
        }
    }

    /** Says what was asked: the floor in time, and at no price. */
    private static void judge(Trial trial, double decays, double share) {
        String when =
                Double.isNaN(decays)
                        ? "never"
                        : String.format(Locale.ROOT, "after %.2f decay times", decays);
        // In a test's tenth of a second the pace of one percent is what takes the time.
        boolean inTime = trial.isTiny() ? !Double.isNaN(decays) : decays <= MOST_DECAYS;
        trial.note(
                "floor of %d KiB reached %s, %.0f are allowed: %s",
                FLOOR >> 10, when, MOST_DECAYS, inTime ? "met" : "MISSED");
        trial.note(
                "the scavenger took %.3f %% of one processor, less than 1 %% is allowed: %s",
                100 * share, share < MOST_SHARE ? "met" : "MISSED");
        trial.check(inTime, "floor reached %s, %.0f are allowed", when, MOST_DECAYS);
        trial.check(
                trial.isTiny() || share < MOST_SHARE,
                "the scavenger took %.3f %% of one processor",
                100 * share);
    }

    private static boolean isAtFloor(Trial trial) {
        return trial.subject().footprint().resident() <= FLOOR;
    }

    /** {@return the processor time of the thread that gives memory back, in nanoseconds} */
    private static long scavenging() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(thread -> thread.getThreadName().equals(SCAVENGER))
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }

    private static long say(Trial trial, String when) {
        trial.meter().sample();
        long resident = trial.subject().footprint().resident();
        trial.note(
                "%s: live %d KiB, resident %d KiB, process %d KiB",
                when,
                trial.meter().live() >> 10,
                resident < 0 ? -1 : resident >> 10,
                trial.meter().processGrowth() >> 10);
        if (trial.subject() instanceof TidepoolSubject subject) {
            SpanStats stats = subject.allocator().stats();
            trial.note(
                    "%s: free slots %d KiB, cached pages %d KiB, free pages %d KiB",
                    when,
                    stats.freeSlots() >> 10,
                    stats.cachedPages() >> 10,
                    stats.freeResident() >> 10);
        }
        return resident;
    }
}
