// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same behaviour under every collector, each in a JVM of its own. */
@Timeout(180)
class CollectorsTest {

    @TempDir
    Path folder;

    private record Result(int status, String output) {
    }

    @ParameterizedTest
    @ValueSource(strings = {"Serial", "Parallel", "G1", "Z", "Shenandoah"})
    void poolsBehaveAlikeUnder(String collector) throws Exception {
        String flag = "-XX:+Use" + collector + "GC";
        assumeTrue(java(flag, "-version").status == 0, "this JDK has no " + collector);
        Result run = java(flag, "-Xmx256m", "-cp", TestPath.joined(),
                CollectorScenarios.class.getName());
        assertEquals(0, run.status, run.output);
        for (String scenario : CollectorScenarios.all().keySet()) {
            assertTrue(run.output.contains(CollectorScenarios.WELL + scenario), run.output);
        }
        for (String logged : List.of("leaky", "leakHere", "failing", "planned failure")) {
            assertTrue(run.output.contains(logged), () -> logged + " is not in: " + run.output);
        }
    }

    private Result java(String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), () -> "no end: " + command);
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(output));
    }
}
