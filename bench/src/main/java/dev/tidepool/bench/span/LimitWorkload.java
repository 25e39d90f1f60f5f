// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.OffHeapMemoryError;
import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * W13: is a limit held at every step, from a tenth to four fifths of it live and then above? What
 * counts is the allocator's own peak of resident memory, which no moment escapes: at most the limit
 * and one quantum. Only for an allocator that has limits.
 */
final class LimitWorkload implements Workload {

    /** What is given back to the system in one step. */
    private static final long QUANTUM = 64 << 10;

    private static final int STEPS = 8;
    private static final int LEAST = 16;
    private static final int MOST = 64 << 10;
    private static final int PLACES = 100_000;

    @Override
    public String id() {
        return "W13";
    }

    @Override
    public String title() {
        return "a hard limit, and a soft one, from below to above";
    }

    @Override
    public String parameters() {
        return "limit 256 MiB (soft: half), live 10..80 % by 10 %, then above; 16 B..64 "
                + "KiB";
    }

    @Override
    public List<String> variants() {
        return List.of("hard", "soft");
    }

    @Override
    public Optional<String> refusal(Subject subject) {
        return subject instanceof TidepoolSubject
                ? Optional.empty()
                : Optional.of("it has no limits");
    }

    private static long limit(Scale scale) {
        return (long) scale.pick(32, 256, 256) << 20;
    }

    /** The soft limit is half of the hard one. */
    @Override
    public Subject open(String subject, String variant, Scale scale) {
        Optional<Profile> profile = Subjects.profile(subject);
        if (profile.isEmpty()) {
            return Subjects.open(subject);
        }
        SpanAllocator.Builder builder =
                SpanAllocator.builder().profile(profile.get()).hardLimit(limit(scale));
        if (variant.equals("soft")) {
            builder.softLimit(limit(scale) / 2);
        }
        return new TidepoolSubject(subject, builder.build());
    }

    @Override
    public void run(Trial trial) {
        SpanAllocator allocator = ((TidepoolSubject) trial.subject()).allocator();
        boolean soft = trial.variant().equals("soft");
        SpanStats.Limits limits = allocator.stats().limits();
        Run run = new Run(trial, allocator, soft ? limits.soft() : limits.hard());
        trial.begin();
        run.upToTheLimit();
        if (soft) {
            run.aboveSoft(limits.hard());
        } else {
            run.aboveHard();
        }
    }

    /** Blocks of one allocator with one limit. */
    private static final class Run {
        private final Trial trial;
        private final SpanAllocator allocator;
        private final long limit;
        private final Rng rng;
        private final Blocks blocks;
        private long live;
        private int count;

        Run(Trial trial, SpanAllocator allocator, long limit) {
            this.trial = trial;
            this.allocator = allocator;
            this.limit = limit;
            this.rng = trial.rng(0);
            this.blocks = trial.blocks(PLACES, Blocks.Check.EDGES);
        }

        void upToTheLimit() {
            for (int step = 1; step <= STEPS; step++) {
                long goal = limit * step / 10;
                fillTo(goal);
                // Every other block goes and others come: the free memory is in pieces.
                for (int i = 0; i < count; i += 2) {
                    free(i);
                }
                fillTo(goal);
                checkPeak(say(step * 10 + " %"), limit);
            }
        }

        private void fillTo(long goal) {
            for (int i = 0; live < goal && i < PLACES && !trial.hasFailed(); i++) {
                if (blocks.isEmpty(i)) {
                    int size = rng.logUniform(LEAST, MOST);
                    blocks.allocate(i, size);
                    live += size;
                    count = Math.max(count, i + 1);
                }
            }
        }

        private void free(int place) {
            if (!blocks.isEmpty(place)) {
                live -= blocks.size(place);
                blocks.free(place);
            }
        }

        private void checkPeak(SpanStats stats, long most) {
            long peak = stats.peakResident();
            trial.check(
                    peak <= most + QUANTUM,
                    "peak resident %d, %d above limit %d and one quantum of %d",
                    peak,
                    peak - most - QUANTUM,
                    most,
                    QUANTUM);
        }

        void aboveHard() {
            try {
                fillTo(Long.MAX_VALUE);
                trial.fail("no error above the limit, live %d", live);
            } catch (OffHeapMemoryError e) {
                trial.note("above the limit: %s", Objects.requireNonNull(e.getMessage()));
            }
            SpanStats stats = say("above");
            checkPeak(stats, limit);
            SpanStats.Limits limits = stats.limits();
            trial.check(limits.hardHits() > 0, "no hit was counted");
            trial.check(limits.failures() > 0, "no failure was counted");
            for (int i = 0; i < count; i += 2) {
                free(i);
            }
            fillTo(live + limit / 10);
            checkPeak(say("after freeing half"), limit);
            blocks.freeAll();
        }

        void aboveSoft(long hard) {
            long goal = limit + limit / 2;
            for (int i = 0; live < goal && i < PLACES; i++) {
                if (blocks.isEmpty(i)) {
                    int size = rng.logUniform(LEAST, MOST);
                    blocks.allocate(i, size);
                    live += size;
                }
            }
            SpanStats stats = say("above");
            checkPeak(stats, hard);
            SpanStats.Limits limits = stats.limits();
            trial.check(limits.softHits() > 0, "no hit was counted");
            trial.check(limits.failures() == 0, "a soft limit refused");
            blocks.freeAll();
        }

        private SpanStats say(String when) {
            SpanStats stats = allocator.stats();
            SpanStats.Limits limits = stats.limits();
            trial.note(
                    "%s: live %d KiB, resident %d KiB, at most %d of %d;"
                            + " soft hits %d, hard hits %d, reliefs %d, failures %d",
                    when,
                    live >> 10,
                    stats.resident() >> 10,
                    stats.peakResident() >> 10,
                    limit >> 10,
                    limits.softHits(),
                    limits.hardHits(),
                    limits.reliefs(),
                    limits.failures());
            return stats;
        }
    }
}
