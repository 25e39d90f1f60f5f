// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidepool.examples.report.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(120)
class AllocationReportTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aRunPrintsTheTableAndWritesThePage() throws Exception {
        text("a.log", "one\ntwo\n");
        assertEquals(ExitCode.OK, run(folder.toString(), "--threads", "2"));
        for (String word : List.of("fresh", "thread-local", "queue", "tidepool", "jdk-arena",
                "direct", "span", "peak off-heap kB", "input MB/s",
                "allocated bytes/input byte, workers", "collections", "pauses, total ms",
                "longest ms", "p50 us", "p99 us", "p99.9 us", "max us", "created", "hit rate %",
                "after two tides", "the same for all variants", "worker threads")) {
            assertTrue(out.toString().contains(word), word + " is missing in:\n" + out);
        }
        assertTrue(tables().allMatch(line -> line.length() <= 80), out.toString());
        assertEquals(2, tables().filter(line -> line.startsWith("input MB/s")).count());
        assertTrue(Files.readString(page()).contains("</html>"));
        assertTrue(err.toString().contains("round 5 of 5"), err.toString());
    }

    @Test
    void virtualThreadsAreMeasuredAsAProcess() throws Exception {
        text("a.log", "one\ntwo\n");
        assertEquals(ExitCode.OK, run(folder.toString(), "--virtual", "--threads", "3"));
        assertTrue(out.toString().contains("byte, process"), out.toString());
        assertTrue(out.toString().contains("the whole process"), out.toString());
        assertTrue(Files.readString(page()).contains("at most 3 at once"));
    }

    @Test
    void chosenVariantsAreTheOnlyOnes() throws Exception {
        text("a.log", "one\n");
        assertEquals(ExitCode.OK, run(folder.toString(), "--variants", "tidepool,fresh"));
        assertFalse(out.toString().contains("queue"));
        assertTrue(out.toString().contains("fresh  tidepool"), out.toString());
    }

    @Test
    void aSingleFileIsRead() throws Exception {
        assertEquals(ExitCode.OK, run(text("a.log", "one\n").toString(), "--variants", "fresh"));
        assertTrue(out.toString().startsWith("1 text file, "), out.toString());
    }

    @Test
    void aMissingFolderIsNamed() {
        assertEquals(ExitCode.NO_FOLDER, run(folder.resolve("nowhere").toString()));
        assertTrue(err.toString().startsWith("no such folder: "), err.toString());
        assertTrue(err.toString().contains("nowhere"), err.toString());
    }

    @Test
    void binaryFilesAloneAreNoText() throws Exception {
        text("picture", "GIF\0");
        assertEquals(ExitCode.NO_TEXT, run(folder.toString()));
        assertTrue(err.toString().contains("1 binary, 0 empty, 0 unreadable"), err.toString());
    }

    @Test
    void anEmptyFolderHasNoText() {
        assertEquals(ExitCode.NO_TEXT, run(folder.toString()));
    }

    @Test
    void aFolderInWhichNothingCanBeReadIsRefused() throws Exception {
        Path locked = text("locked", "one\n");
        assumeTrue(locked.toFile().setReadable(false) && !Files.isReadable(locked),
                "root reads everything");
        assertEquals(ExitCode.UNREADABLE, run(folder.toString()));
        assertTrue(err.toString().contains("locked (permission denied)"), err.toString());
    }

    @Test
    void aFileThatTheSystemWillNotReadIsRefusedEvenForRoot() {
        Path memory = Path.of("/proc/self/mem");
        assumeTrue(Files.isRegularFile(memory), "there is no /proc/self/mem");
        assertEquals(ExitCode.UNREADABLE, run(memory.toString()));
        assertTrue(err.toString().contains("mem ("), err.toString());
    }

    @Test
    void aFullDiskIsReported() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "there is no /dev/full");
        text("a.log", "one\n");
        assertEquals(ExitCode.CANNOT_WRITE,
                run(folder.toString(), "--variants", "fresh", "--html", "/dev/full"));
        assertTrue(err.toString().contains("cannot write /dev/full: No space"), err.toString());
    }

    @Test
    void aTableThatCannotBePrintedIsReported() throws Exception {
        text("a.log", "one\n");
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "there is no /dev/full");
        PrintWriter broken = new PrintWriter(new PrintStream("/dev/full"), true);
        CommandLine line = AllocationReport.commandLine().setOut(broken)
                .setErr(new PrintWriter(err, true));
        assertEquals(ExitCode.CANNOT_WRITE, line.execute(folder.toString(), "--html",
                page().toString()));
        assertTrue(err.toString().contains("standard output"), err.toString());
    }

    @Test
    void aPageInPlaceOfAFolderIsRefusedBeforeTheWork() throws Exception {
        text("a.log", "one\n");
        assertEquals(ExitCode.CANNOT_WRITE,
                run(folder.toString(), "--html", folder.toString()));
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--threads=0", "--threads=-1", "--threads=many", "--threads=5000",
        "--seconds=0", "--seconds=-3", "--seconds=NaN", "--seconds=soon", "--seconds=1e9",
        "--variants=fresh,stale", "--colour"})
    void wrongOptionsAreExplained(String option) throws Exception {
        text("a.log", "one\n");
        assertEquals(ExitCode.USAGE, run(folder.toString(), option));
        String name = option.split("=", 2)[0];
        assertTrue(err.toString().lines().findFirst().orElse("").contains(name), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void helpNamesTheOptionsAndTheExitCodes() {
        assertEquals(ExitCode.OK, run("--help"));
        for (String word : List.of("FOLDER", "--threads", "--virtual", "--seconds", "--html",
                "--variants", "jdk-arena, direct, span", "Exit codes:", "no such folder",
                "different bytes", "130")) {
            assertTrue(out.toString().contains(word), word + " is missing in:\n" + out);
        }
        assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80));
    }

    @Test
    void theVersionIsOneLine() {
        assertEquals(ExitCode.OK, run("--version"));
        assertEquals(1, out.toString().lines().count());
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--seconds", "0.05", "--html",
                page().toString()));
        // picocli refuses an option given twice.
        for (String argument : arguments) {
            String name = argument.split("=", 2)[0];
            int at = all.indexOf(name);
            if (at >= 0) {
                all.subList(at, at + 2).clear();
            }
        }
        all.addAll(List.of(arguments));
        return AllocationReport.commandLine().setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true)).execute(all.toArray(String[]::new));
    }

    private Stream<String> tables() {
        return out.toString().lines().dropWhile(line -> !line.startsWith("  "))
                .takeWhile(line -> !line.startsWith("Checksum"));
    }

    private Path page() {
        return folder.resolve("target/page.html");
    }

    private Path text(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
