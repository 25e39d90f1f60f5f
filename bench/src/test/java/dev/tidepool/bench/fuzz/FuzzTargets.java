// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What can be fuzzed: the class of the target, what is instrumented, and words of the format. */
enum FuzzTargets {
    TRACE("dev.tidepool.bench.replay.FuzzedTrace",
            List.of("dev.tidepool.bench.replay."),
            // Its hash is seeded anew in each run.
            List.of("dev.tidepool.bench.replay.LiveIds"),
            Set.of(),
            "tidepool-trace 1", "\na 1 2", "\nf 1", "\nr 1 3", "\nt 1", "\ne @1", " @1", " @255",
            " @256", " /64", " /1", " #", "\r\n", "\t", " 9223372036854775807",
            " 9223372036854775808", " 1073741824", " 1073741825", " /1048576", " /2097152"),
    STATS("dev.tidepool.bench.fuzz.FuzzedStats",
            List.of("dev.tidepool.spanalloc."), List.of(), Set.of(),
            "\"", "\\", "\u0000", "<script>", "\u00e2\u0080\u00a8", "\u00d8\u0000", "|", "\n"),
    HEAP_MAP("dev.tidepool.bench.fuzz.FuzzedHeapMap",
            List.of("dev.tidepool.spanalloc."), List.of(), Set.of(),
            "<script>", "<i>x</i>", "</style>", "&amp;", "]]>", "\"", "'", "\u0000", "\u0007"),
    LEDGER("dev.tidepool.bench.report.FuzzedLedger",
            List.of("dev.tidepool.bench.report.", "dev.tidepool.bench.Json",
                    "dev.tidepool.bench.Figure", "dev.tidepool.bench.Reading",
                    "dev.tidepool.bench.Interval", "dev.tidepool.bench.TextTable"),
            List.of(), Set.of(),
            "{", "}", "[", "]", "\"", ":", ",", "null", "true", "1e99", "-0.0", "{}", "[]",
            "\"\\ud800\"", "\\\"", "<script>", "<i>x</i>", "\"suites\": [", "\"rows\": [",
            "\"samples\": [", "\"fingerprint\": {", "\"series\": ", "\"more\": {", "\"ratio\": ",
            "\"target\": ", "\"verdict\": ", "\"nanos\": ", "\"scores\": [", "\"skipped\": ["),
    COMMANDS("dev.tidepool.bench.cli.FuzzedCommands",
            List.of("dev.tidepool.bench.cli.Main", "dev.tidepool.bench.JsonTree",
                    "dev.tidepool.bench.replay.", "dev.tidepool.bench.report.",
                    "dev.tidepool.bench.advise.", "dev.tidepool.bench.gc.",
                    "dev.tidepool.examples."),
            List.of("dev.tidepool.bench.replay.LiveIds"),
            Set.of("dev.tidepool.bench.replay.Replay.run",
                    "dev.tidepool.bench.report.Fingerprint.here",
                    "dev.tidepool.bench.gc.Comparison.run",
                    "dev.tidepool.bench.advise.Laboratory.examine",
                    "dev.tidepool.bench.advise.RuleOfThumb.measure",
                    "dev.tidepool.examples.report.Report.measure"),
            "replay\n", "report\n", "gc-compare\n", "advise\n", "AllocationReport\n", "\n---\n",
            "\n{input}", "\n{sub}", "\n{none}", "\n--help", "\n--sample\nweb", "\n--seed\n7",
            "\n--events\n10", "\n--from-jfr\n{input}", "\n--lifetime\nyoung:0.5", ":1m:2g",
            "\n--object-size\n64", "\n--class\n[B", "\n--thread\nmain", "\n--out\n{out}",
            "\n--check", "\n--against\nnew,glibc", "\n--list", "\n--threads", "\n--rounds\n3",
            "\n--seconds\n1", "\n--quick", "\n--max-live\n1g", "\n--max-events\n10",
            "\n--json\n{json}", "\n--html\n{html}", "\n--from\n{input}", "\n--docs\n{input}",
            "\n--suite\npool,span", "\n--plant\nsleep", "\n--full", "\n--smoke",
            "\n--collector\nG1,zgc", "\n--workload\nstructures", "\n--heap\n64",
            "\njava.lang.StringBuilder", "\n--use\nlength", "\n--args\n4096,\"x\",'c'",
            "\n--reset\nsetLength(0)", "\n--dispose\nnone", "\n--factory\nMake.java",
            "\n--rate\n1e6", "\n--forks\n2", "\n--millis\n10", "\n--rule-of-thumb",
            "\n--class-path\n{sub}", "\n--virtual", "\n--variants\nfresh,span", "\n--threads\n2",
            "(1, \"a\\\"b\")", "A::b", "tidepool-trace 1\na 1 2\n", "{\"suites\": []}");

    private final String className;
    private final List<String> instrumented;
    private final List<String> excluded;
    private final Set<String> cuts;
    private final List<String> words;

    FuzzTargets(String className, List<String> instrumented, List<String> excluded,
            Set<String> cuts, String... words) {
        this.className = className;
        this.instrumented = instrumented;
        this.excluded = excluded;
        this.cuts = cuts;
        this.words = List.of(words);
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return the target, loaded anew and instrumented, which may write into the folder} */
    FuzzTarget open(Path folder) {
        List<String> tests = new ArrayList<>(excluded);
        tests.addAll(List.of("dev.tidepool.bench.cli.Fuzzed", "dev.tidepool.bench.fuzz.",
                "dev.tidepool.bench.replay.Fuzzed", "dev.tidepool.bench.report.Fuzzed"));
        EdgeLoader loader = new EdgeLoader(instrumented, tests, cuts);
        try {
            return (FuzzTarget) loader.loadClass(className)
                    .getConstructor(Path.class).newInstance(folder);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    List<byte[]> tokens() {
        return words.stream().map(word -> word.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    /** {@return the inputs kept for the target: seeds, and what once broke it} */
    List<byte[]> kept() throws IOException {
        return read(Path.of("src", "test", "resources", "fuzz", id()));
    }

    static List<byte[]> read(Path folder) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    inputs.add(Files.readAllBytes(file));
                }
            }
        }
        return inputs;
    }
}
