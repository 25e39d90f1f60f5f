// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ReplayCommandTest {

    @TempDir Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = ReplayCommand.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("my.trace"), text).toString();
    }

    @Test
    void aTraceIsReplayedAndReportedInThreeForms() throws IOException {
        Path json = folder.resolve("r.json");
        Path html = folder.resolve("r.html");
        String trace = file(Traces.of("a 1 100", "a 2 50", "r 1 9000", "f 1"));
        int status =
                run(
                        trace,
                        "--quick",
                        "--against",
                        "tidepool-span,new",
                        "--json",
                        json.toString(),
                        "--html",
                        html.toString());
        assertEquals(0, status, err::toString);
        assertTrue(out.toString().contains("| tidepool-span | intact "), out::toString);
        assertTrue(out.toString().contains("LEAKED: 1 blocks of 50 bytes"), out::toString);
        assertTrue(Files.readString(json).contains("\"subject\": \"new\""));
        assertTrue(Files.readString(html).contains("</svg>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing.trace",
                "--sample",
                "--sample nonsense",
                "--sample web --from-jfr x",
                "--sample web --rounds 0",
                "--sample web --rounds x",
                "--sample web --seconds 0",
                "--sample web --seconds NaN",
                "--sample web --against nobody",
                "--sample web --max-live 1x",
                "--sample web --lifetime eternal",
                "--nonsense",
                "--from-jfr nothing.jfr",
                "--from-jfr pom.xml",
                "--from-jfr x --class (",
                "--sample web --events 10 --max-live 1k --check",
                "src",
                "pom.xml",
                "x.trace --out y.trace",
                "--sample web --out no/such/folder/x.trace"
            })
    void wrongUseIsExplainedWithExitCode2(String args) {
        assertEquals(2, run(args.isEmpty() ? new String[0] : args.split(" ")), out::toString);
        assertFalse(err.toString().isBlank());
        assertFalse(err.toString().contains("\tat "), err::toString);
    }

    @Test
    void aWrongTraceIsExplainedWithItsName() throws IOException {
        String trace = file(Traces.of("a 1 100", "f 2"));
        assertEquals(2, run(trace));
        assertEquals(
                "replay: "
                        + trace
                        + ": line 3, column 3: expected the id of a live block, found 2,"
                        + " which no line before allocates or which is free\n",
                err.toString());
    }

    @Test
    void whoCannotAlignIsSkippedAndNobodyLeftIsExitCode1() throws IOException {
        assertEquals(1, run(file(Traces.of("a 1 100 /64")), "--against", "new,netty-pooled"));
        assertTrue(
                out.toString().contains("skipped new: the trace aligns blocks to 64 bytes"),
                out::toString);
    }

    @ParameterizedTest
    @EnumSource
    void aSampleIsTheSameForItsSeedAndAnotherForAnother(SampleTrace.Kind kind) throws IOException {
        byte[] first = Traces.sample(kind, 7, 5000);
        assertEquals(new String(first), new String(Traces.sample(kind, 7, 5000)));
        assertFalse(new String(first).equals(new String(Traces.sample(kind, 8, 5000))));
        TraceSummary trace = Traces.compile(first, folder).summary();
        assertTrue(Math.abs(trace.events() - 5000) < 1500, trace::toString);
        assertEquals(kind == SampleTrace.Kind.WEB ? 2 : 0, trace.leaks());
    }

    @Test
    void whatIsWrittenCanBeReadAgain() {
        String file = folder.resolve("log.trace.gz").toString();
        assertEquals(0, run("--sample", "LOG", "--events", "5000", "--out", file), err::toString);
        assertEquals(0, run(file, "--check"), err::toString);
        assertTrue(out.toString().contains("4 threads"), out::toString);
    }

    @Test
    void helpAndTheListOfSubjectsAreThere() {
        assertEquals(0, run("--help"));
        assertEquals(0, run("--list"));
        for (Contenders who : Contenders.values()) {
            assertTrue(out.toString().contains(who.id()), who::id);
        }
    }
}
