// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A pool in place of eight kinds of cache: what each makes, keeps and takes, before and after, in
 * one run, the two sides by turns. {@code docs/replacing-your-cache.md} tells what else changes.
 *
 * <p>What is cached has a buffer of 1 KiB; a use writes some bytes into it.
 *
 * <pre>
 * mvn -Pexample -Dmain=replace.ReplaceYourCache
 * </pre>
 */
public final class ReplaceYourCache {

    static final List<Subject> SUBJECTS =
            List.of(
                    OfThreadLocal.SUBJECT,
                    OfThreadLocalDeque.SUBJECT,
                    OfConcurrentLinkedQueue.SUBJECT,
                    OfArrayBlockingQueue.SUBJECT,
                    OfSoftReference.SUBJECT,
                    OfCommonsPool.SUBJECT,
                    OfRecycler.ON_ITS_THREAD,
                    OfRecycler.ON_A_THREAD,
                    OfKryoPool.SUBJECT);

    private static final int SOME = 2;

    private ReplaceYourCache() {}

    public static void main(String[] args) throws Exception {
        run(System.out, 21, 200);
    }

    /** What was counted and timed of one side; a time is of one use, in nanoseconds. */
    record Result(Counts counts, double bytes, double alone, double together) {}

    /** A line of the table. */
    record Row(String name, Result before, Result after) {

        double ratioAlone() {
            return after.alone() / before.alone();
        }

        double ratioTogether() {
            return after.together() / before.together();
        }
    }

    /** Prints the table. {@return its rows} */
    static List<Row> run(PrintStream out, int rounds, int thousandsOfUses) throws Exception {
        Counts.warmUp();
        heading(out);
        List<Row> rows = new ArrayList<>();
        for (Subject subject : SUBJECTS) {
            Row row = row(subject, rounds, thousandsOfUses);
            rows.add(row);
            print(out, row);
        }
        out.printf("%n# %d x %d000 uses; 1 KiB each; %d processors%n", rounds,
                thousandsOfUses, Runtime.getRuntime().availableProcessors());
        return rows;
    }

    private static Row row(Subject subject, int rounds, int thousandsOfUses) throws Exception {
        Counts countsBefore = Counts.of(subject, subject.before());
        Counts countsAfter = Counts.of(subject, subject.after());
        Timing before = new Timing(subject.before(), subject.threads(), 1, rounds);
        Timing after = new Timing(subject.after(), subject.threads(), 1, rounds);
        Timing someBefore = new Timing(subject.before(), subject.threads(), SOME, rounds);
        Timing someAfter = new Timing(subject.after(), subject.threads(), SOME, rounds);
        for (int round = 0; round < rounds; round++) {
            for (Timing timing : List.of(before, after, someBefore, someAfter)) {
                timing.measure(round, thousandsOfUses);
            }
        }
        return new Row(subject.name(), result(countsBefore, before, someBefore),
                result(countsAfter, after, someAfter));
    }

    private static Result result(Counts counts, Timing alone, Timing together) {
        return new Result(counts, alone.medianBytes(), alone.medianNanos(),
                together.medianNanos());
    }

    private static void heading(PrintStream out) {
        out.printf("# time: after / before; else: before > after%n");
        out.printf("# made: encoders made by %d virtual threads that use one each%n",
                Counts.TASKS);
        out.printf("# kept: encoders in memory after a burst of %d out at once (of %d threads,"
                + " where each has one);%n# left: of these after two ticks%n%n",
                Counts.BURST, Counts.BURST_THREADS);
        out.printf("%-30s %8s %9s %14s %14s %14s %14s%n", "cache", "1 thread", "2 threads",
                "B/use", "made", "kept", "left");
    }

    private static void print(PrintStream out, Row row) {
        Counts before = row.before().counts();
        Counts after = row.after().counts();
        out.printf("%-30s %8s %9s %14s %14s %14s %14s%n", row.name(),
                ratio(row.ratioAlone()), ratio(row.ratioTogether()),
                change(Math.round(row.before().bytes()), Math.round(row.after().bytes())),
                change(before.made(), after.made()),
                change(before.kept(), after.kept()),
                change(before.left(), after.left()));
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 0.1 ? "%.3f" : "%.2f", ratio);
    }

    private static String change(long before, long after) {
        return before + " > " + after;
    }
}
