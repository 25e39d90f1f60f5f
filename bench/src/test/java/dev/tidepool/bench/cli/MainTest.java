// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Main.execute(line, args);
    }

    @Test
    void whatIsNoCommandReachesJmh() throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream jmh = new ByteArrayOutputStream();
        System.setOut(new PrintStream(jmh, true, StandardCharsets.UTF_8));
        try {
            Main.main(new String[] {"-l", "pool.PairBenchmark"});
        } finally {
            System.setOut(before);
        }
        String listed = jmh.toString(StandardCharsets.UTF_8);
        assertTrue(listed.startsWith("Benchmarks:"), listed);
        assertTrue(listed.contains("dev.tidepool.bench.pool.PairBenchmark"), listed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "-l", "PairBenchmark", "bench\\.pool\\.", "arena", "-prof"})
    void jmhKeepsItsWords(String argument) {
        assertFalse(Main.isOurs(argument, Set.of("advise")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"advise", "--help", "advsie", "advice"})
    void commandsAndSlipsAreOurs(String argument) {
        assertTrue(Main.isOurs(argument, Set.of("advise")));
    }

    @Test
    void helpNamesJmhAndTheCommands() {
        assertEquals(0, execute("--help"));
        assertTrue(out.toString().contains("JMH"), out::toString);
        assertTrue(out.toString().contains("advise"), out::toString);
    }

    @Test
    void aSlipIsAnswered() {
        assertEquals(2, execute("advsie", "com.acme.Codec"));
        assertTrue(err.toString().contains("no command advsie; is it advise?"), err::toString);
    }

    @Test
    void aCommandExplainsItself() {
        assertEquals(0, execute("advise", "--help"));
        assertTrue(out.toString().contains("--factory"), out::toString);
        assertTrue(out.toString().contains("Exit codes"), out::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        advise                                              | 2 | which CLASS?
        advise --no-such                                    | 2 | Unknown option: '--no-such'
        advise java.lang.Object --forks 0                   | 2 | --forks must be from 1 to 99
        advise java.lang.Object --threads x                 | 2 | --threads
        advise java.lang.Object --rate -1                   | 2 | --rate must be positive
        advise java.lang.Object --use a-b                   | 2 | not a call: a-b
        advise java.lang.Object --args 1,,2                 | 2 | not an argument: ,2
        advise com.acme.NoSuch                              | 3 | no class com.acme.NoSuch
        """)
    void aWrongLineIsRefused(String line, int code, String message) {
        assertEquals(code, execute(line.split(" ")), err::toString);
        assertTrue(err.toString().contains(message), err::toString);
    }
}
