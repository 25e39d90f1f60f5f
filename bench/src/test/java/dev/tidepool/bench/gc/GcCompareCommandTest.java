// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command runs, and shows what it says it shows. No time counts here. */
@Timeout(240)
class GcCompareCommandTest {

    private static final int USAGE = 2;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new GcCompareCommand()).setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true)).execute(arguments);
    }

    @Test
    void twoCollectorsAreCompared() throws Exception {
        Path json = folder.resolve("gc.json");
        Path html = folder.resolve("gc.html");
        assertEquals(0, run("--collector", "G1,serial", "--workload", "small-objects",
                "--seconds", "0.05", "--rounds", "1", "--heap", "64",
                "--json", json.toString(), "--html", html.toString()), err::toString);
        for (String word : List.of("## small-objects", "Serial: tidepool ", "G1: thread-local ",
                "heap of each child: 64 MiB", "flat out, kops/s", "allocated, B/op", "pauses, 1/s",
                "longest, ms", "latency p99, us", "heap after, MiB", "tidepool/fresh")) {
            assertTrue(out.toString().contains(word), word + " is missing in:\n" + out);
        }
        assertFalse(out.toString().contains("failed"), out.toString());
        assertFalse(out.toString().contains("different sums"), out.toString());
        assertTrue(Files.readString(json).contains("\"pausesNanos\""));
        String page = Files.readString(html);
        assertEquals(12, page.split("<figure").length - 1, "pauses and latency, for six cells");
        assertTrue(page.endsWith("</html>\n"), page);
    }

    @Test
    void reusedBuffersAreNotAllocatedAgain() throws Exception {
        Plan plan = new Plan(List.of(Collector.PARALLEL), List.of(Workload.LARGE_BUFFERS), 0.3, 1,
                128);
        Results results = new Comparison(plan, new PrintWriter(err, true)).run();
        assertFalse(results.anyFailed(), err::toString);
        assertEquals(List.of(), results.disagreeing());
        double fresh = bytes(results, Variant.FRESH);
        assertTrue(fresh > 64 << 10, "" + fresh);
        assertTrue(bytes(results, Variant.TIDEPOOL) < fresh / 4, "" + fresh);
        assertTrue(bytes(results, Variant.THREAD_LOCAL) < fresh / 4, "" + fresh);
    }

    private static double bytes(Results results, Variant variant) {
        return results.cell(Workload.LARGE_BUFFERS, Collector.PARALLEL, variant).bytesPerOp();
    }

    @Test
    void aChildThatDiesIsReported() {
        int code = run("--collector", "Epsilon", "--workload", "large-buffers",
                "--seconds", "1", "--rounds", "1", "--heap", "64");
        assumeFalse(out.toString().contains("skipped Epsilon"), "this JVM has no Epsilon");
        assertEquals(1, code, out::toString);
        assertTrue(out.toString().contains("Epsilon: fresh failed: Terminating due to "
                + "java.lang.OutOfMemoryError"), out.toString());
        assertTrue(out.toString().contains("is not known: fresh failed."), out.toString());
    }

    @Test
    void aCollectorThatIsMissingIsNamedWithTheReason() {
        Plan plan = new Plan(List.of(Collector.SHENANDOAH), List.of(), 1, 1, 64);
        Results results = Results.of(plan, List.of(),
                Map.of(Collector.SHENANDOAH, "Option not supported (ended with code 1)"));
        assertTrue(new TextReport(results).setting().contains(
                "# skipped Shenandoah: Option not supported (ended with code 1)"));
    }

    @Test
    void aJvmThatDoesNotStartSaysWhy() throws Exception {
        Plan plan = new Plan(List.of(), List.of(), 1, 1, -5);
        String reason = new Launcher(plan, folder).obstacle(Collector.SERIAL).orElseThrow();
        assertTrue(reason.contains("-Xms-5m"), reason);
        assertTrue(reason.endsWith("(ended with code 1)"), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--collector=CMS", "--workload=none", "--seconds=0", "--seconds=soon",
        "--seconds=NaN", "--rounds=0", "--rounds=1000", "--heap=8", "--heap=big", "--html=/",
        "--json=/no/such/folder/file", "--colour"})
    void wrongOptionsAreExplained(String option) {
        assertEquals(USAGE, run(option));
        String name = option.split("=", 2)[0];
        assertTrue(err.toString().lines().findFirst().orElse("").contains(name), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void helpNamesTheOptions() {
        assertEquals(0, run("--help"));
        for (String word : List.of("--quick", "--collector", "--workload", "--seconds", "--rounds",
                "--heap", "--json", "--html", "Exit codes:")) {
            assertTrue(out.toString().contains(word), word + " is missing in:\n" + out);
        }
    }
}
