// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Tide#gc} under each collector, each in a JVM of its own, and without optional modules. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class GcTideTest {

    private static final String TIDE_LEVEL = """
            dev.tidepool.pool.level=FINE
            handlers=java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level=FINE
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"Serial", "Parallel", "G1", "Z", "Shenandoah"})
    void collectionsAgeAPoolAndThenTheThreadEnds(String collector) throws Exception {
        assertEquals("", endedWell(run(collector, "often")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Serial", "Parallel", "G1", "Z", "Shenandoah"})
    void aStormOfCollectionsDoesNotFlushAPoolInUse(String collector) throws Exception {
        assertEquals("", endedWell(run(collector, "storm")));
    }

    @Test
    void anIdleProcessGivesEverythingBackWithoutACollection() throws Exception {
        assertEquals("", endedWell(run("Serial", "idle")));
        assertEquals("", endedWell(run("Epsilon", "idle")));
    }

    @Test
    void theLogNamesTheCollectorAndTheHeapAfterIt() throws Exception {
        Path config = Files.writeString(folder.resolve("logging.properties"), TIDE_LEVEL);
        String output = run("Serial", "often", "-Djava.util.logging.config.file=" + config);
        assertEquals("", endedWell(output));
        assertTrue(output.contains("tide gc ticked (COLLECTION): tick 1, pools 1"), output);
        assertTrue(output.contains("MarkSweepCompact (System.gc()), heap after it"), output);
    }

    @Test
    void anImageOfJavaBaseAloneIsEnough() throws Exception {
        Path image = folder.resolve("image");
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        String made = execute(List.of(jlink.toString(), "--add-modules", "java.base", "--output",
                image.toString()));
        assertTrue(Files.exists(image.resolve("bin")), made);
        List<String> command = new ArrayList<>(List.of(
                image.resolve("bin").resolve("java").toString(), "-cp", TestPath.joined()));
        String modules = execute(List.of(command.getFirst(), "--list-modules"));
        assertFalse(modules.contains("jdk.management") || modules.contains("jdk.jfr"), modules);
        command.addAll(List.of(GcTideProgram.class.getName(), "often"));
        assertEquals("", endedWell(execute(command)));
    }

    /** {@return what is wrong with a run: its output, or nothing} */
    private static String endedWell(String output) {
        assumeFalse(output.contains("Option -XX:+Use") && output.contains("not supported"));
        return output.contains("ok\n") ? "" : output;
    }

    private static String run(String collector, String scenario, String... flags)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UnlockExperimentalVMOptions", "-Xmx64m",
                "-XX:+Use" + collector + "GC", "--illegal-native-access=deny",
                "--sun-misc-unsafe-memory-access=deny"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", TestPath.joined(), GcTideProgram.class.getName(), scenario));
        return execute(command);
    }

    private static String execute(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? output : output + "status " + process.exitValue()
                + " of " + command;
    }
}
