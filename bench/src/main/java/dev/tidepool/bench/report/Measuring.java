// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Forks;
import dev.tidepool.bench.Pace;
import dev.tidepool.bench.Reading;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.runner.RunnerException;

/** Takes the steps that are not done yet, says where it is, and keeps what they show. */
final class Measuring {

    private final List<Step> steps;
    private final SampleFile file;
    private final Forks forks;
    private final PrintStream err;
    private final Map<String, List<Skip>> failed = new LinkedHashMap<>();
    private final long start = System.nanoTime();
    private double estimated; // For the steps that this run has taken.
    private final AtomicInteger done = new AtomicInteger();

    Measuring(List<Step> steps, SampleFile file, Pace pace, PrintStream err) {
        this.steps = steps;
        this.file = file;
        this.forks = new Forks(pace);
        this.err = err;
    }

    /** Takes all steps. An interrupted process loses the step that it was in. */
    void run() throws InterruptedException, IOException {
        List<Step> left = steps.stream().filter(step -> !step.isDone(file.entries())).toList();
        done.set(steps.size() - left.size());
        double seconds = seconds(left);
        err.printf(
                Locale.ROOT,
                "# %d steps, %d of them done before; about %s to go%n",
                steps.size(),
                done.get(),
                clock(seconds));
        Thread farewell = new Thread(this::sayWhatIsKept);
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            for (Step step : left) {
                say(step, seconds - estimated);
                take(step);
                estimated += step.cell().seconds();
                done.incrementAndGet();
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(farewell);
        }
        err.printf(Locale.ROOT, "# done after %s%n", clock(elapsed()));
    }

    private static double seconds(List<Step> steps) {
        return steps.stream().mapToDouble(step -> step.cell().seconds()).sum();
    }

    private void sayWhatIsKept() {
        err.printf(
                "# interrupted: %d of %d steps are kept, the same command goes on with the rest%n",
                done.get(), steps.size());
    }

    private void say(Step step, double estimateLeft) {
        // What was taken so far says how much slower or faster than expected the machine is.
        double pace = estimated > 0 ? elapsed() / estimated : 1;
        err.printf(
                Locale.ROOT,
                "# %d/%d, %s, about %s left: round %d, %s%n",
                done.get() + 1,
                steps.size(),
                clock(elapsed()),
                clock(estimateLeft * pace),
                step.round() + 1,
                step.describe());
    }

    private double elapsed() {
        return (System.nanoTime() - start) / 1e9;
    }

    static String clock(double seconds) {
        Duration duration = Duration.ofMillis(Math.round(1e3 * Math.max(0, seconds)));
        return String.format(
                Locale.ROOT, "%d:%02d", duration.toMinutes(), duration.toSecondsPart());
    }

    private void take(Step step) throws InterruptedException, IOException {
        List<Reading> readings;
        try {
            readings = step.cell().run().run(forks);
        } catch (RunnerException | IOException | IllegalStateException e) {
            // One that fails must not take the others with it; the next run tries it again.
            fail(step, String.valueOf(e.getMessage()));
            return;
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < readings.size(); i++) {
            entries.add(
                    new Entry(
                            step.suite().name(),
                            step.cell().work(),
                            step.cell().subjects().get(i),
                            step.round(),
                            readings.get(i)));
        }
        file.append(entries);
    }

    private void fail(Step step, String reason) {
        err.println("# failed: " + reason);
        String what = "round " + (step.round() + 1) + ", " + step.describe();
        failed.computeIfAbsent(step.suite().name(), name -> new ArrayList<>())
                .add(new Skip(what, reason));
    }

    /** {@return what could not be measured in a suite} */
    List<Skip> failed(String suite) {
        return failed.getOrDefault(suite, List.of());
    }
}
