// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs all children of a plan. */
final class Comparison {

    private final Plan plan;
    private final PrintWriter progress;
    private final long start = System.nanoTime();

    Comparison(Plan plan, PrintWriter progress) {
        this.plan = plan;
        this.progress = progress;
    }

    Results run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("gc-compare");
        try {
            return run(new Launcher(plan, folder));
        } finally {
            delete(folder);
        }
    }

    private Results run(Launcher launcher) throws IOException, InterruptedException {
        List<Collector> usable = new ArrayList<>();
        Map<Collector, String> skipped = new LinkedHashMap<>();
        for (Collector collector : plan.collectors()) {
            Optional<String> obstacle = launcher.obstacle(collector);
            obstacle.ifPresentOrElse(
                    reason -> skipped.put(collector, reason), () -> usable.add(collector));
        }
        Results results = Results.of(plan, usable, skipped);
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Plan.Trial trial : plan.round(usable)) {
                say("round " + round + " of " + plan.rounds() + ": " + trial);
                Outcome outcome = launcher.run(trial);
                if (outcome instanceof Outcome.Failed(String reason)) {
                    say("failed: " + reason);
                }
                results.add(trial, outcome);
            }
        }
        return results;
    }

    private void say(String what) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        progress.printf(Locale.ROOT, "# %d:%02d %s%n",
                elapsed.toMinutes(), elapsed.toSecondsPart(), what);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
