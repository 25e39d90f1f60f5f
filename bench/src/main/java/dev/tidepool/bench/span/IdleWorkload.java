// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * W19: does an idle program give its memory back, and at what price? The mix of W5, then nothing
 * for twice the decay time, and as long again as it takes to come to the floor. Other allocators
 * wait as long as it takes Tidepool at most, each with its own idea of decay.
 */
final class IdleWorkload implements Workload {

    private static final long FLOOR = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public String id() {
        return "W19";
    }

    @Override
    public String title() {
        return "idle: what is given back by itself";
    }

    @Override
    public List<String> variants() {
        return List.of("after-rptest");
    }

    private static Duration decay(Scale scale) {
        return Duration.ofMillis(scale.pick(100, 500, 10_000));
    }

    @Override
    public Subject open(String subject, String variant, Scale scale) {
        if (!subject.equals("tidepool")) {
            return Subjects.open(subject);
        }
        return new TidepoolSubject(
                subject,
                SpanAllocator.builder().decay(decay(scale)).backgroundScavenger(true).build());
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        CrossWorkload.mix(trial, 2, 8, 16_000, trial.pick(5, 500, 500));
        long nanosBefore = scavenging(trial);
        say(trial, "busy");
        long start = trial.elapsed();
        Duration decay = Duration.ofMillis(trial.pick(100, 500, 10_000));
        Thread.sleep(decay.multipliedBy(2));
        long resident = say(trial, "after twice the decay time");
        // A slow machine may be late; what is asked is whether it comes to the floor at all.
        long deadline = start + decay.plus(PATIENCE).toNanos();
        while (resident > FLOOR && trial.elapsed() < deadline) {
            Thread.sleep(decay);
            resident = trial.subject().footprint().resident();
        }
        double waited = (double) (trial.elapsed() - start) / decay.toNanos();
        say(trial, String.format(Locale.ROOT, "after %.1f decay times", waited));
        double share = (double) (scavenging(trial) - nanosBefore) / (trial.elapsed() - start);
        if (trial.subject() instanceof TidepoolSubject) {
            trial.note("scavenging took %.3f %% of the idle time; 1 %% is meant", 100 * share);
            trial.check(resident <= FLOOR, "%d bytes stay resident", resident);
        }
    }

    private static long scavenging(Trial trial) {
        return trial.subject() instanceof TidepoolSubject subject
                ? subject.allocator().stats().scavenger().nanos()
                : 0;
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
