// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.inlining;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether C2 makes one piece of each hot path, leaves the slow paths out of it, and removes the
 * objects that do not outlive it. Each path runs in a JVM that compiles nothing else: so the
 * profile is complete, whatever the machine's speed, and no callee is passed over for having been
 * compiled first.
 */
class InliningTest {

    private static final String DRIVER = "dev.tidepool.bench.inlining.InliningPaths";
    private static final int TIMEOUT_SECONDS = 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("dev.tidepool.bench.inlining.HotPath#all")
    void aHotPathIsOnePieceWithoutSlowPathsAndGarbage(HotPath path)
            throws IOException, InterruptedException {
        List<String> output = run(path.method());
        InliningTree tree = InliningTree.last(DRIVER + "::" + path.method(), output);
        String printed = ' ' + path.method() + ":\n" + (tree.toString().isEmpty()
                ? "C2 compiled nothing: " + String.join("\n", output) : tree) + "\n";
        assertAll(
                () -> assertEquals(List.of(), tree.notInlined(path.inlined()),
                        () -> "not inlined by C2 in" + printed),
                () -> assertEquals(List.of(), tree.inlined(path.slow()),
                        () -> "slow, but inlined by C2 in" + printed),
                () -> assertEquals(List.of(), tree.unseen(path.called()),
                        () -> "slow, but never called in" + printed),
                () -> assertTrue(garbage(output) < path.garbage() + 0.5,
                        () -> garbage(output) + " bytes of garbage per call in" + printed));
    }

    /** {@return what the path has printed after all calls; NaN, which is too much, if nothing} */
    private static double garbage(List<String> output) {
        return output.stream().filter(line -> line.contains(InliningPaths.BYTES))
                .mapToDouble(line -> Double.parseDouble(
                        line.substring(line.indexOf(InliningPaths.BYTES)
                                + InliningPaths.BYTES.length())))
                .findFirst().orElse(Double.NaN);
    }

    private List<String> run(String method) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xbatch",
                "-XX:-TieredCompilation", "-XX:+UnlockDiagnosticVMOptions",
                "-XX:CompileCommand=quiet"));
        for (String what : List.of("compileonly", "dontinline", "PrintCompilation",
                "PrintInlining")) {
            command.add("-XX:CompileCommand=" + what + ',' + DRIVER + "::" + method);
        }
        command.addAll(List.of("-cp", classPath(), DRIVER, method));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        try {
            assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS),
                    () -> "no end: " + command);
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> lines = Files.readAllLines(output);
        assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
        return lines;
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path",
                System.getProperty("java.class.path"));
    }
}
