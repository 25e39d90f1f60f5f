// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a variant brings or costs against fresh objects, by rules, so that nobody chooses words
 * after seeing numbers.
 *
 * <ul>
 * <li>Throughput: the ranges of the rounds do not overlap and the medians differ by 5 % or more;
 *     with a single round, by a quarter or more, on a busy machine by a factor of 2 or more.
 * <li>Pauses: the time paused in a second differs by a factor of 2 or more, and by 1 ms or more,
 *     and by more than the threads waited for a processor.
 * <li>Latency: the 99th percentile differs by a factor of 2 or more, and by 0.1 ms or more; or only
 *     one of the two kept the schedule. Not judged where threads waited for a processor for more
 *     than 5 ms in a second.
 * </ul>
 * What differs less is noise, and not said.
 */
record Verdict(
        Workload workload,
        Collector collector,
        Variant variant,
        Kind kind,
        String sentence) {

    /** What the figures add up to. */
    enum Kind {
        HELPS("helps"),
        HURTS("hurts"),
        BOTH("helps and hurts"),
        NEITHER("makes no clear difference"),
        UNKNOWN("is not known");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private static final double LEAST_CHANGE = 0.05;
    private static final double LEAST_OF_ONE_ROUND = 1.25;
    private static final double FACTOR = 2;
    private static final double LEAST_PAUSED_MILLIS = 1;
    private static final double MOST_WAITED_MILLIS = 5;
    private static final double LEAST_LATENCY_MICROS = 100;

    /** {@return a verdict for each workload, collector and variant that reuses} */
    static List<Verdict> all(Results results) {
        List<Verdict> all = new ArrayList<>();
        for (Workload workload : results.plan().workloads()) {
            for (Collector collector : results.usable()) {
                Cell fresh = results.cell(workload, collector, Variant.FRESH);
                for (Variant variant : Variant.values()) {
                    if (variant != Variant.FRESH) {
                        all.add(of(workload, collector, variant, fresh,
                                results.cell(workload, collector, variant)));
                    }
                }
            }
        }
        return all;
    }

    static Verdict of(
            Workload workload, Collector collector, Variant variant, Cell fresh, Cell reuse) {
        String who = collector + ": " + variant + " ";
        if (!fresh.measured() || !reuse.measured()) {
            return new Verdict(workload, collector, variant, Kind.UNKNOWN,
                    who + Kind.UNKNOWN.words + ": "
                            + (fresh.measured() ? variant : Variant.FRESH) + " failed.");
        }
        Findings findings = new Findings(new ArrayList<>(), new ArrayList<>(), fresh, reuse);
        findings.throughput();
        findings.pauses();
        findings.latency();
        return new Verdict(workload, collector, variant, findings.kind(),
                who + findings.kind().words + findings.numbers() + ".");
    }

    /** {@return workloads and collectors where a variant does this, empty if there are none} */
    static String where(List<Verdict> verdicts, Variant variant, Kind kind) {
        Map<Workload, List<String>> by = new LinkedHashMap<>();
        for (Verdict verdict : verdicts) {
            if (verdict.variant == variant && verdict.kind == kind) {
                by.computeIfAbsent(verdict.workload, key -> new ArrayList<>())
                        .add(verdict.collector.label);
            }
        }
        return String.join("; ", by.entrySet().stream().map(entry ->
                entry.getKey() + " (" + String.join(", ", entry.getValue()) + ")").toList());
    }

    private record Findings(List<String> better, List<String> worse, Cell fresh, Cell reuse) {

        void throughput() {
            double ratio = ratio();
            boolean one = fresh.rounds().size() < 2 || reuse.rounds().size() < 2;
            boolean clear = one
                    ? Math.max(ratio, 1 / ratio) >= (busy() ? FACTOR : LEAST_OF_ONE_ROUND)
                    : apart() && Math.abs(ratio - 1) >= LEAST_CHANGE;
            if (clear) {
                note(ratio > 1, String.format(Locale.ROOT,
                        "throughput x%.2f (%s to %s kops/s)", ratio,
                        Text.number(fresh.opsPerSecond() / 1e3),
                        Text.number(reuse.opsPerSecond() / 1e3)));
            }
        }

        void pauses() {
            double before = fresh.pausedMillisPerSecond();
            double after = reuse.pausedMillisPerSecond();
            if (differ(before, after, Math.max(LEAST_PAUSED_MILLIS, waited()))) {
                note(after < before, "paused " + Text.number(before) + " to " + Text.number(after)
                        + " ms/s, pause p99 " + p99(fresh) + " to " + p99(reuse));
            }
        }

        private static String p99(Cell cell) {
            return cell.pauses.count() == 0 ? "none"
                    : Text.number(cell.pauses.millisAt(99)) + " ms";
        }

        /** On a busy machine a late answer is the machine's. */
        void latency() {
            if (busy()) {
                return;
            }
            if (fresh.gaveUp() != reuse.gaveUp()) {
                note(fresh.gaveUp(), (fresh.gaveUp() ? "fresh" : "it")
                        + " does not keep the schedule");
                return;
            }
            double before = fresh.latencyMicros(99);
            double after = reuse.latencyMicros(99);
            if (differ(before, after, LEAST_LATENCY_MICROS)) {
                note(after < before, "latency p99 " + Text.number(before) + " to "
                        + Text.number(after) + " us");
            }
        }

        private double waited() {
            return Math.max(fresh.waitedMillisPerSecond(), reuse.waitedMillisPerSecond());
        }

        private boolean busy() {
            return waited() > MOST_WAITED_MILLIS;
        }

        private static boolean differ(double before, double after, double least) {
            return Math.abs(before - after) >= least
                    && Math.max(before, after) >= FACTOR * Math.min(before, after);
        }

        private void note(boolean good, String words) {
            (good ? better : worse).add(words);
        }

        private boolean apart() {
            return fresh.leastOpsPerSecond() > reuse.mostOpsPerSecond()
                    || reuse.leastOpsPerSecond() > fresh.mostOpsPerSecond();
        }

        private double ratio() {
            return reuse.opsPerSecond() / fresh.opsPerSecond();
        }

        Kind kind() {
            if (better.isEmpty()) {
                return worse.isEmpty() ? Kind.NEITHER : Kind.HURTS;
            }
            return worse.isEmpty() ? Kind.HELPS : Kind.BOTH;
        }

        String numbers() {
            String gains = String.join("; ", better);
            String costs = String.join("; ", worse);
            return switch (kind()) {
                case HELPS -> ": " + gains;
                case HURTS -> ": " + costs;
                case BOTH -> ": " + gains + "; but " + costs;
                default -> String.format(Locale.ROOT, " (throughput x%.2f%s)", ratio(),
                        fresh.rounds().size() > 1 && !apart() ? ", but the rounds overlap" : "");
            };
        }
    }
}
