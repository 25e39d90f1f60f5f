// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.Profile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every workload runs, far too short for a figure, with its checks of contents and limits. */
class WorkloadsTest {

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);

    static Stream<Arguments> variants() {
        return Workloads.ALL.stream()
                .flatMap(
                        workload ->
                                workload.variants().stream()
                                        .map(variant -> Arguments.of(workload.id(), variant)));
    }

    private static Workload workload(String id) {
        return Workloads.ALL.stream().filter(w -> w.id().equals(id)).findFirst().orElseThrow();
    }

    private static WorkloadOptions tiny(String... more) {
        return WorkloadOptions.parse(
                Stream.concat(Stream.of("all", "--tiny", "--here"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private Optional<Outcome> run(String id, String variant, String subject)
            throws InterruptedException {
        return Workloads.trial(workload(id), variant, subject, tiny(), out);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void tidepoolPassesEveryWorkload(String id, String variant) throws InterruptedException {
        Outcome outcome = run(id, variant, "tidepool").orElseThrow();
        assertEquals("ok", outcome.verdict(), text::toString);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void aPeerPassesEveryWorkloadItTakesPartIn(String id, String variant)
            throws InterruptedException {
        Optional<Outcome> outcome = run(id, variant, "glibc");
        assertEquals("ok", outcome.map(Outcome::verdict).orElse("ok"), text::toString);
        assertTrue(outcome.isPresent() || text.toString(StandardCharsets.UTF_8).startsWith("skip"));
    }

    @Test
    void aSubjectOfObjectsTakesPartToo() throws InterruptedException {
        assertTrue(run("W4", "threads-4", "tidepoolSegment").orElseThrow().passed());
        assertTrue(run("W15", "threads-2", "nettyAdaptive").orElseThrow().passed());
    }

    @Test
    void anArenaOfOneThreadIsNotFreedByAnother() throws InterruptedException {
        assertTrue(run("W4", "threads-4", "arenaConfined").isEmpty());
    }

    @Test
    void anOutcomeSurvivesItsWayToTheParent() throws InterruptedException {
        Outcome outcome = run("W12", "same-size", "tidepool").orElseThrow();
        assertTrue(Outcome.isLine(outcome.toLine()));
        assertEquals(outcome, Outcome.ofLine(outcome.toLine()));
    }

    @Test
    void timesAreMeasuredWhereTheyAreAskedFor() throws InterruptedException {
        for (String subject : List.of("tidepool", "glibc")) {
            WorkloadOptions options = tiny("--latency");
            Outcome outcome =
                    Workloads.trial(workload("W5"), "2-wide", subject, options, out).orElseThrow();
            assertTrue(outcome.allocations().samples() > 0);
            assertTrue(outcome.frees().samples() > 0);
            assertEquals(outcome, Outcome.ofLine(outcome.toLine()));
            assertTrue(Outcome.latencyTable(List.of(outcome)).contains("p99.9"));
            assertTrue(Workloads.markdown(options, List.of(outcome)).contains("| p50 ns "));
        }
        Outcome outcome = run("W12", "same-size", "tidepool").orElseThrow();
        assertEquals(0, outcome.allocations().samples());
        assertEquals("", Outcome.latencyTable(List.of(outcome)));
    }

    @Test
    void systemCallsAreCountedForOurs() throws InterruptedException {
        assertTrue(run("W12", "same-size", "tidepool").orElseThrow().system().maps() > 0);
        assertEquals(
                SystemCalls.NOT_TOLD, run("W12", "same-size", "glibc").orElseThrow().system());
    }

    @Test
    void anotherProfileGetsItsLimitToo() throws InterruptedException {
        assertEquals("ok", run("W13", "hard", "tidepoolLowMemory").orElseThrow().verdict());
    }

    @Test
    void aSimulatedFigureIsMissedInBothDirections() {
        assertEquals("met, by +4.00 %", SimulatedPolicy.verdict(1.04, 1));
        assertEquals("met, by -4.00 %", SimulatedPolicy.verdict(0.96, 1));
        assertEquals("ABOVE, by +10.00 %", SimulatedPolicy.verdict(1.1, 1));
        assertEquals("BELOW, by -10.00 %", SimulatedPolicy.verdict(0.9, 1));
        assertFalse(SimulatedPolicy.isMet(0.9, 1));
        assertFalse(SimulatedPolicy.isMet(1.1, 1));
        assertTrue(SimulatedPolicy.FULLEST_FIRST.describe(false).contains("x1 2.46, x3 1.38"));
        assertTrue(SimulatedPolicy.FULLEST_FIRST.describe(true).contains("x8 2.43, x20 2.34"));
    }

    @Test
    void aPromiseIsExact() {
        assertTrue(Misuse.ILLEGAL_STATE.isKeptBy("IllegalStateException: already free"));
        assertFalse(Misuse.ILLEGAL_STATE.isKeptBy("IllegalStateException: "));
        assertFalse(Misuse.ILLEGAL_STATE.isKeptBy("IllegalArgumentException: already free"));
        assertFalse(Misuse.ILLEGAL_STATE.isKeptBy(Promise.NOT_DETECTED));
        assertTrue(Misuse.NOTHING.isKeptBy(Promise.NOT_DETECTED));
        assertFalse(Misuse.NOTHING.isKeptBy("not zero"));
        assertTrue(Misuse.WRITE_COUNTED.isKeptBy("counted: WRITE_AFTER_FREE 1"));
        assertFalse(Misuse.WRITE_COUNTED.isKeptBy("counted: OVERRUN 1"));
    }

    @Test
    void theHelpHasTheParametersOfEveryWorkload() {
        String help = Workloads.help();
        for (Workload workload : Workloads.ALL) {
            assertTrue(help.contains(workload.parameters()), workload.id());
        }
    }

    @Test
    void whatATaskThrowsIsAFailure() throws InterruptedException {
        try (Subject subject = Subjects.open("tidepool")) {
            Trial trial = new Trial(subject, "", Scale.TINY, Scale.TINY.length(), 1);
            trial.together(
                    List.of(
                            () -> {
                                throw new AssertionError("lost");
                            }));
            assertTrue(trial.hasFailed());
            assertTrue(trial.failures().getFirst().contains("lost"));
        }
    }

    @Test
    void optionsAreRead() {
        WorkloadOptions options =
                WorkloadOptions.parse(
                        new String[] {
                            "W4", "--subject", "tidepool,glibc", "--seconds", "0.5", "--seed", "7"
                        });
        assertEquals(List.of("tidepool", "glibc"), options.subjects());
        assertEquals(500, options.length().toMillis());
        assertEquals(7, options.seed());
        assertTrue(options.wants(workload("W4")));
        assertEquals(Profile.values().length, tiny("--subject", "profiles").subjects().size());
        assertFalse(options.latency());
        assertTrue(tiny("--latency").latency());
        assertEquals(Path.of("a.md"), tiny("--markdown", "a.md").markdown());
    }

    @Test
    void badOptionsAreRefused() {
        for (List<String> bad :
                List.of(List.<String>of(), List.of("W99"), List.of("W1", "--seconds"))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> WorkloadOptions.parse(bad.toArray(String[]::new)));
        }
    }
}
