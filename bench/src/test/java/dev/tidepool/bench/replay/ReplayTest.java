// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayTest {

    @TempDir Path folder;

    private CompiledTrace sample(SampleTrace.Kind kind) throws IOException {
        return Traces.compile(Traces.sample(kind, 1, 6000), folder);
    }

    /** What a child says when it checks and when it measures. */
    private static Result replay(Contenders who, CompiledTrace trace, boolean threads)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ReplayChild child =
                new ReplayChild(
                        who, trace, threads, new PrintStream(out, true, StandardCharsets.UTF_8));
        child.check();
        child.time(0.001);
        Result result = new Result(who);
        out.toString(StandardCharsets.UTF_8).lines().forEach(result::take);
        return result;
    }

    @ParameterizedTest
    @EnumSource
    void everyContenderKeepsWhatIsWritten(Contenders who) throws IOException {
        Result result = replay(who, sample(SampleTrace.Kind.WEB), false);
        assertEquals("", result.failure());
        if (result.skipped().isEmpty()) {
            assertTrue(result.medianNanos() > 0);
            assertTrue(result.memory().size() > ReplayChild.SAMPLES / 2);
            assertEquals(0, result.memory().getFirst().live());
            assertTrue(result.peak(MemorySample::live) > 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyContenderIsFreedByOtherThreadsOrSaysWhyNot(Contenders who) throws IOException {
        CompiledTrace trace = sample(SampleTrace.Kind.MARKET);
        if (who.refusal(trace.summary(), true).isEmpty()) {
            assertEquals("", replay(who, trace, true).failure());
        } else {
            assertEquals(Contenders.JDK_ARENA, who);
        }
    }

    @Test
    void poolsSayHowOftenTheyHit() throws IOException {
        CompiledTrace trace = Traces.compile(Traces.of("a 1 9", "f 1", "a 1 9", "f 1"), folder);
        assertEquals(0.5, replay(Contenders.TIDEPOOL_ARRAYS, trace, false).hitRate());
        assertTrue(Double.isNaN(replay(Contenders.NEW, trace, false).hitRate()));
    }

    @Test
    void alignmentsAreKeptOrRefused() throws IOException {
        CompiledTrace trace =
                Traces.compile(
                        Traces.of("a 1 3 /4", "a 2 0", "a 3 8 /64", "a 4 99 /4096", "a 5 5 /16"),
                        folder);
        for (Contenders who : Contenders.values()) {
            if (who.refusal(trace.summary(), false).isEmpty()) {
                assertEquals("", replay(who, trace, false).failure(), who::id);
            }
        }
        assertTrue(Contenders.TIDEPOOL_SPAN.refusal(trace.summary(), false).isEmpty());
        assertEquals(
                "the trace aligns blocks to 4096 bytes, it takes no alignment",
                Contenders.NETTY_POOLED.refusal(trace.summary(), false).orElseThrow());
    }

    @Test
    void threadsThatEndAreFollowedByOthers() throws IOException {
        CompiledTrace trace =
                Traces.compile(
                        Traces.of(
                                "a 1 10 @1",
                                "e @1",
                                "f 1 @1",
                                "e @1",
                                "e @1",
                                "a 1 20 @2",
                                "r 1 30 @1",
                                "f 1",
                                "e @0",
                                "a 9 9"),
                        folder);
        Result result = replay(Contenders.TIDEPOOL_SPAN, trace, true);
        assertEquals("", result.failure());
        assertEquals(9, result.end(MemorySample::live));
    }

    @Test
    void anAllocatorThatHandsOutMemoryTwiceIsFound() throws IOException {
        CompiledTrace trace = Traces.compile(Traces.of("a 1 10", "a 2 10", "f 1", "f 2"), folder);
        for (boolean threads : new boolean[] {false, true}) {
            CheckingHand hand = new CheckingHand(new OneArray(), 2);
            try (Passes passes = new Passes(trace, hand, threads)) {
                AssertionError e =
                        assertThrows(AssertionError.class, () -> passes.watched(event -> 100));
                assertTrue(e.getMessage().contains("does not hold what was written"));
            }
        }
    }

    @Test
    void aReportSaysWhatWasBoughtWithWhat() throws IOException {
        CompiledTrace trace = sample(SampleTrace.Kind.WEB);
        Result ours = replay(Contenders.TIDEPOOL_SPAN, trace, false);
        Result peer = replay(Contenders.GLIBC, trace, false);
        Result absent = new Result(Contenders.JEMALLOC);
        absent.skip("not here & <now>");
        Result failed = new Result(Contenders.NETTY_POOLED);
        failed.take("@failed lost");
        Replay.Settings settings =
                new Replay.Settings(List.of(Contenders.TIDEPOOL_SPAN), false, 1, 0.1);
        ReplayReport report =
                new ReplayReport(
                        "x <y>", trace.summary(), settings, List.of(ours, peer, absent, failed));
        String text = report.text();
        assertTrue(text.contains("ratio: to glibc"), text);
        assertTrue(text.contains("LEAKED: 2 blocks"), text);
        assertTrue(text.contains("skipped jemalloc: not here & <now>"), text);
        assertTrue(text.contains("FAILED netty-pooled: lost"), text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 160), text);
        assertTrue(report.json().contains("\"leakedBlocks\": 2"));
        assertTrue(report.json().contains("\"skipped\": \"not here"));
        String html = ReplayHtml.page(report);
        assertFalse(html.contains("<y>") || html.contains("<now>"), html);
        assertTrue(html.contains("<polyline") && !html.contains("<script"), html);
    }

    @Test
    void childrenAreJvmsOfTheirOwn() throws Exception {
        CompiledTrace trace = sample(SampleTrace.Kind.LOG);
        List<Contenders> who = List.of(Contenders.TIDEPOOL_SPAN, Contenders.JDK_ARENA);
        List<Result> results =
                new Replay(
                                trace,
                                new Replay.Settings(who, true, 1, 0.01),
                                new PrintWriter(Writer.nullWriter()))
                        .run();
        assertEquals("", results.getFirst().failure());
        assertTrue(results.getFirst().medianNanos() > 0);
        assertTrue(results.getFirst().calls().maps() > 0);
        assertTrue(results.getLast().skipped().isEmpty() || !results.getLast().goesOn());
    }
}
