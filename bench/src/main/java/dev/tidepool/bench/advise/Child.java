// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM for one question: fresh profile, our flags, the user's class path. */
final class Child {

    private static final int MOST_LINES = 12;

    private Child() {}

    /**
     * Runs a generated class and waits.
     *
     * @param folder where it is, and where its output goes
     * @throws AdviseFailure if it fails or takes too long; it is ended then
     */
    static void run(
            String name, Path folder, String classPath, List<String> arguments, int timeoutSeconds)
            throws AdviseFailure, InterruptedException, IOException {
        Path log = folder.resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(List.of("-cp", folder + File.pathSeparator + classPath));
        command.add(name);
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Thread hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            process.getOutputStream().close();
            if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
                throw new AdviseFailure(
                        AdviseFailure.CHILD_FAILED,
                        "no answer within " + timeoutSeconds + " s" + tail(log));
            }
        } finally {
            process.destroyForcibly().waitFor();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        if (process.exitValue() != 0) {
            throw new AdviseFailure(
                    AdviseFailure.CHILD_FAILED,
                    "a JVM ended with " + process.exitValue() + tail(log));
        }
    }

    /** {@return this JVM's own flags, so that its collector and heap are measured} */
    private static List<String> inherited() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.matches("-(javaagent|agentlib|agentpath|Xrun|Xdebug).*"))
                .toList();
    }

    /**
     * {@return the heap, unless the user chose one} Touched beforehand and of one size: a short run
     * in a heap that grows would measure how the system hands out pages.
     */
    static List<String> heap() {
        return inherited().stream().anyMatch(flag -> flag.matches("-(Xm[nsx]|XX:.*(Heap|RAM)).*"))
                ? List.of()
                : List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");
    }

    private static List<String> flags() {
        List<String> flags = new ArrayList<>(inherited());
        flags.addAll(heap());
        flags.addAll(
                List.of(
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:CompileCommand=quiet",
                        "-XX:CompileCommand=blackhole," + Sink.class.getName() + "::consume",
                        // For JOL, which then needs no agent to see records and lambdas.
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Djol.magicFieldOffset=true",
                        "-Djol.skipDynamicAttach=true",
                        "-Djol.skipHotspotSAAttach=true"));
        return flags;
    }

    private static String tail(Path log) throws IOException {
        List<String> lines =
                new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
        List<String> first = lines.subList(0, Math.min(MOST_LINES, lines.size()));
        return first.isEmpty() ? "" : "; it said:\n    " + String.join("\n    ", first);
    }
}
