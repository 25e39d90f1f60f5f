// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts the children, with the java program and the class path of this JVM. */
final class Launcher {

    private static final long SPARE_SECONDS = 60;
    private static final String MEMORY_ERROR = "java.lang.OutOfMemoryError";

    private final Plan plan;
    private final Path folder;

    Launcher(Plan plan, Path folder) {
        this.plan = plan;
        this.folder = folder;
    }

    /** {@return why the JVM cannot run with this collector and this heap; empty if it can} */
    Optional<String> obstacle(Collector collector) throws IOException, InterruptedException {
        Finished version = start(command(collector, List.of("-version")), SPARE_SECONDS);
        return version.code == 0 ? Optional.empty() : Optional.of(version.complaint());
    }

    Outcome run(Plan.Trial trial) throws IOException, InterruptedException {
        Path log = folder.resolve("safepoints.log");
        Files.deleteIfExists(log);
        List<String> command = command(trial.collector(), List.of(
                "-XX:+AlwaysPreTouch", "-XX:+ExitOnOutOfMemoryError", "-Xlog:disable",
                "-Xlog:safepoint=info,gc=info:file=\"" + log + "\":timenanos:filecount=0",
                "-cp", System.getProperty("java.class.path"), Child.class.getName(),
                trial.workload().name(), trial.variant().name(), "" + plan.seconds()));
        Finished child = start(command, SPARE_SECONDS + (long) (10 * plan.seconds()));
        if (child.code != 0) {
            return new Outcome.Failed(child.complaint());
        }
        try {
            Measured measured = Measured.parse(child.out);
            return new Outcome.Ended(measured, new Pauses()
                    .read(Files.readAllLines(log), measured.startNanos(), measured.endNanos()));
        } catch (IllegalArgumentException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    private List<String> command(Collector collector, List<String> rest) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(collector.flags);
        command.add("-Xms" + plan.heapMebibytes() + "m");
        command.add("-Xmx" + plan.heapMebibytes() + "m");
        command.addAll(rest);
        return command;
    }

    /** How a process ended; -1 stands for one that took too long. */
    private record Finished(int code, String out, String err) {

        /** {@return what it said that explains its end} */
        String complaint() {
            String how = code == -1 ? "took too long and was ended" : "ended with code " + code;
            return Stream.concat(out.lines(), err.lines())
                    .filter(line -> line.contains(MEMORY_ERROR)).findFirst()
                    .or(() -> err.lines().filter(line -> !line.isBlank()).findFirst())
                    .map(line -> line.strip() + " (" + how + ")")
                    .orElse(how);
        }
    }

    private Finished start(List<String> command, long seconds)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            int code = ended ? process.exitValue() : -1;
            process.destroyForcibly().waitFor();
            return new Finished(code, text(out), text(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
