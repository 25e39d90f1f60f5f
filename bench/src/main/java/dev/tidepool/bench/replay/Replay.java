// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.span.NativeLibrary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Replays a compiled trace on all contenders, each time in a JVM of its own: a C library keeps what
 * the replay before has freed, and code that has seen two allocators calls each of them slower than
 * a program that has one. First each is checked, in code that is compiled simply, because the
 * compiler's memory counts with the process's; then come the rounds, all contenders in each, so
 * that a disturbance of the machine hits not one of them alone.
 */
final class Replay {

    private static final long MIB = 1 << 20;
    private static final long HEAP = 64 * MIB;
    private static final long HEAP_OF_ARRAYS = 256 * MIB;
    private static final long BYTES_OF_A_PLACE = 64;
    private static final long MINUTES = 15;

    private final CompiledTrace trace;
    private final Settings settings;
    private final PrintWriter progress;

    /**
     * How to replay.
     *
     * @param threads whether each thread of the trace is one
     * @param seconds how long a JVM warms up, and how long it measures
     */
    record Settings(List<Contenders> who, boolean threads, int rounds, double seconds) {}

    Replay(CompiledTrace trace, Settings settings, PrintWriter progress) {
        this.trace = trace;
        this.settings = settings;
        this.progress = progress;
    }

    List<Result> run() throws IOException, InterruptedException {
        List<Result> results = settings.who().stream().map(Result::new).toList();
        for (Result result : results) {
            Optional<String> refusal = result.who().refusal(trace.summary(), settings.threads());
            refusal.ifPresent(result::skip);
            if (result.goesOn()) {
                progress.println("# check " + result.who().id());
                child(result, "check", List.of("-XX:TieredStopAtLevel=1"));
            }
        }
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Result result : results) {
                if (result.goesOn()) {
                    progress.println(
                            "# round "
                                    + round
                                    + " of "
                                    + settings.rounds()
                                    + ", "
                                    + result.who().id());
                    child(result, "time", List.of());
                }
            }
        }
        return results;
    }

    private void child(Result result, String task, List<String> flags)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(result.who(), task, flags));
        NativeLibrary.makeRoom(builder.environment());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        CompletableFuture<Void> limit =
                CompletableFuture.runAsync(
                        process::destroyForcibly,
                        CompletableFuture.delayedExecutor(MINUTES, TimeUnit.MINUTES));
        boolean finished = false;
        process.getOutputStream().close();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                finished |= result.take(line);
            }
        } finally {
            limit.cancel(false);
            process.destroy();
        }
        int status = process.waitFor();
        if (!finished) {
            result.fail("its JVM ended with " + status + " before it was done");
        }
    }

    private List<String> command(Contenders who, String task, List<String> flags) {
        TraceSummary summary = trace.summary();
        long heap = HEAP + BYTES_OF_A_PLACE * summary.peakBlocks();
        if (who.isOnHeap()) {
            heap += HEAP_OF_ARRAYS + 3 * summary.peakLive();
        }
        String mebibytes = heap / MIB + "m";
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        // A heap touched at the start does not grow with the allocator.
        command.addAll(List.of("-Xms" + mebibytes, "-Xmx" + mebibytes, "-XX:+AlwaysPreTouch"));
        command.addAll(flags);
        command.addAll(
                List.of(
                        "-XX:MaxDirectMemorySize=" + (HEAP_OF_ARRAYS + 4 * summary.peakLive()),
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        ManagementFactory.getRuntimeMXBean().getClassPath(),
                        ReplayChild.class.getName(),
                        task,
                        who.id(),
                        trace.file().toString(),
                        Boolean.toString(settings.threads()),
                        Double.toString(settings.seconds())));
        return command;
    }
}
