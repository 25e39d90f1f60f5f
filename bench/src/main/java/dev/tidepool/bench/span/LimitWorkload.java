// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.OffHeapMemoryError;
import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * W13: is a limit held at every step, from a tenth to four fifths of it live and then above? Looks
 * after every {@value #ROUND} calls. Only for an allocator that has limits.
 */
final class LimitWorkload implements Workload {

    private static final long QUANTUM = 64 << 10;
    private static final int ROUND = 50;
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
        if (!subject.equals("tidepool")) {
            return Subjects.open(subject);
        }
        SpanAllocator.Builder builder = SpanAllocator.builder().hardLimit(limit(scale));
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
        private int calls;

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
                say(step * 10 + " %");
            }
        }

        private void fillTo(long goal) {
            for (int i = 0; live < goal && i < PLACES && !trial.hasFailed(); i++) {
                if (blocks.isEmpty(i)) {
                    int size = rng.logUniform(LEAST, MOST);
                    blocks.allocate(i, size);
                    live += size;
                    count = Math.max(count, i + 1);
                    look(limit);
                }
            }
        }

        private void free(int place) {
            if (!blocks.isEmpty(place)) {
                live -= blocks.size(place);
                blocks.free(place);
                look(limit);
            }
        }

        private void look(long most) {
            if (++calls % ROUND == 0) {
                long resident = allocator.stats().resident();
                trial.check(resident <= most + QUANTUM, "resident %d, limit %d", resident, most);
            }
        }

        void aboveHard() {
            try {
                fillTo(Long.MAX_VALUE);
                trial.fail("no error above the limit, live %d", live);
            } catch (OffHeapMemoryError e) {
                trial.note("above the limit: %s", Objects.requireNonNull(e.getMessage()));
            }
            SpanStats.Limits limits = say("above").limits();
            trial.check(limits.hardHits() > 0, "no hit was counted");
            trial.check(limits.failures() > 0, "no failure was counted");
            for (int i = 0; i < count; i += 2) {
                free(i);
            }
            fillTo(live + limit / 10);
            say("after freeing half");
            blocks.freeAll();
        }

        void aboveSoft(long hard) {
            long goal = limit + limit / 2;
            for (int i = 0; live < goal && i < PLACES; i++) {
                if (blocks.isEmpty(i)) {
                    int size = rng.logUniform(LEAST, MOST);
                    blocks.allocate(i, size);
                    live += size;
                    look(hard);
                }
            }
            SpanStats.Limits limits = say("above").limits();
            trial.check(limits.softHits() > 0, "no hit was counted");
            trial.check(limits.failures() == 0, "a soft limit refused");
            blocks.freeAll();
        }

        private SpanStats say(String when) {
            SpanStats stats = allocator.stats();
            SpanStats.Limits limits = stats.limits();
            trial.note(
                    "%s: live %d KiB, resident %d KiB of %d;"
                            + " soft hits %d, hard hits %d, reliefs %d, failures %d",
                    when,
                    live >> 10,
                    stats.resident() >> 10,
                    limit >> 10,
                    limits.softHits(),
                    limits.hardHits(),
                    limits.reliefs(),
                    limits.failures());
            return stats;
        }
    }
}
