// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.bench.JsonTree;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command from end to end, far too short for a figure. */
class ReportCommandTest {

    @TempDir private Path folder;
    private final StringWriter said = new StringWriter();

    @BeforeAll
    static void shareTheMachine() {
        // Another JMH may run here; no figure of this test matters.
        System.setProperty("jmh.ignoreLock", "true");
    }

    private int run(String... arguments) {
        CommandLine line = ReportCommand.commandLine();
        line.setErr(new PrintWriter(said, true));
        return line.execute(arguments);
    }

    @Test
    void aSmokeRunShowsWhatWasPlantedAndResumes() throws Exception {
        String[] command = {
            "--smoke", "--suite", "arena", "--plant", "arena:sleep", "--out", folder.toString()
        };
        assertEquals(0, run(command));
        JsonTree json = JsonTree.parse(Files.readString(folder.resolve("report.json")));
        Report report = Report.of(json);
        Section arenas = report.section("arena").orElseThrow();
        assertEquals(List.of(), arenas.skipped());
        assertEquals(5, arenas.figures(true).size());
        arenas.figures(true)
                .forEach(figure -> assertTrue(figure.ours().endsWith(" + planted sleep")));
        assertTrue(arenas.figures(true).stream().allMatch(f -> f.interval().isKnown()));
        assertTrue(Files.readString(folder.resolve("report.html")).contains("+ planted sleep"));
        assertTrue(Files.readString(folder.resolve("report.md")).contains("+ planted sleep"));

        String samples = Files.readString(folder.resolve("samples.jsonl"));
        assertEquals(0, run(command));
        assertEquals(samples, Files.readString(folder.resolve("samples.jsonl")));

        Path again = folder.resolve("again");
        assertEquals(
                0,
                run("--from", folder.resolve("report.json").toString(), "--out", again.toString()));
        assertEquals(
                Files.readString(folder.resolve("report.html")),
                Files.readString(again.resolve("report.html")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--suite nonsense",
                "--plant nonsense",
                "--plant span:sleep",
                "--plant pool:nonsense",
                "--rounds 2",
                "--rounds x",
                "--quick --full",
                "--from report.json --quick",
                "nonsense"
            })
    void aWrongOptionIsExplained(String line) {
        assertEquals(2, run(line.split(" ")));
        assertTrue(said.toString().contains("report"), said::toString);
    }

    @Test
    void aFileThatIsNoReportIsRefused() throws Exception {
        Path file = folder.resolve("file.json");
        for (String text : List.of("", "{", "[]", "{}")) {
            Files.writeString(file, text);
            assertEquals(1, run("--from", file.toString()));
        }
        assertEquals(1, run("--from", folder.resolve("absent.json").toString()));
    }
}
