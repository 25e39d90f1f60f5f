// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collectors and flags: 32 rows, so that each value of a column meets each value of each other
 * column in one row at least. A search over random rows found them; {@link FlagsMatrixTest} counts
 * the pairs.
 */
final class FlagsMatrix {

    /** The one pair that cannot be: what never collects needs a heap for all it ever allocates. */
    static final List<String> IMPOSSIBLE = List.of("Epsilon", "tiny");

    private static final String ROWS = """
            G1         compact stress usual   narrow usual many  usual   granted
            G1         classic mixed  usual   narrow usual usual carrier denied
            G1         classic int    tiny    wide   thp   usual usual   granted
            G1         classic comp   touched wide   large one   stack   denied
            G1         classic c1     tiny    wide   usual one   usual   granted
            G1         classic stress tiny    wide   thp   usual carrier denied
            Parallel   compact int    touched wide   usual many  usual   denied
            Parallel   compact comp   tiny    wide   thp   one   stack   granted
            Parallel   compact c1     tiny    wide   thp   usual stack   granted
            Parallel   compact stress tiny    wide   large one   stack   granted
            Parallel   classic mixed  tiny    narrow thp   one   usual   granted
            Parallel   classic int    usual   narrow large usual carrier denied
            Serial     compact comp   usual   narrow thp   one   carrier granted
            Serial     compact c1     touched wide   usual usual stack   denied
            Serial     classic mixed  tiny    wide   large many  usual   denied
            Serial     classic int    tiny    narrow large many  stack   granted
            Serial     classic stress touched wide   usual usual carrier granted
            Z          compact mixed  usual   narrow usual usual carrier granted
            Z          classic int    tiny    narrow large usual usual   denied
            Z          classic comp   touched wide   thp   one   usual   denied
            Z          classic c1     tiny    narrow large many  stack   granted
            Z          classic stress tiny    narrow large many  stack   denied
            Shenandoah compact mixed  touched narrow large usual usual   granted
            Shenandoah compact comp   tiny    wide   usual many  carrier denied
            Shenandoah classic int    tiny    wide   thp   one   stack   granted
            Shenandoah classic c1     usual   wide   usual one   usual   denied
            Shenandoah classic stress tiny    narrow large usual usual   granted
            Epsilon    compact int    usual   wide   large many  usual   denied
            Epsilon    compact c1     touched narrow thp   many  carrier granted
            Epsilon    compact stress touched wide   large usual usual   denied
            Epsilon    classic mixed  usual   wide   usual one   stack   denied
            Epsilon    classic comp   touched narrow large usual usual   denied
            """;

    /** Each column's values, and the flags of each. */
    static final Map<String, Map<String, List<String>>> COLUMNS = columns();

    private FlagsMatrix() {
    }

    /**
     * A row.
     *
     * @param values one of each column
     */
    record Row(List<String> values) {

        String get(String column) {
            return values.get(List.copyOf(COLUMNS.keySet()).indexOf(column));
        }

        List<String> flags() {
            var flags = new ArrayList<>(List.of("-XX:+UnlockExperimentalVMOptions",
                    "-XX:+UnlockDiagnosticVMOptions"));
            int i = 0;
            for (Map<String, List<String>> column : COLUMNS.values()) {
                flags.addAll(column.get(values.get(i++)));
            }
            if (get("collector").equals("Epsilon")) {
                flags.replaceAll(flag -> flag.startsWith("-Xmx") ? "-Xmx2g" : flag);
            }
            if (get("collector").equals("Z")) { // keeps pages of 2 MiB for each processor
                flags.replaceAll(flag -> flag.equals("-Xmx24m") ? "-Xmx48m" : flag);
            }
            return flags;
        }

        /** What of the work it does: to compile each method before its first call takes long. */
        String work() {
            return get("code").equals("comp") ? "machines" : "all";
        }

        @Override
        public String toString() {
            return String.join(" ", values);
        }
    }

    static List<Row> rows() {
        return ROWS.lines().map(line -> new Row(List.of(line.split(" +")))).toList();
    }

    private static Map<String, Map<String, List<String>>> columns() {
        var columns = new LinkedHashMap<String, Map<String, List<String>>>();
        var collectors = new LinkedHashMap<String, List<String>>();
        for (String name : List.of("G1", "Parallel", "Serial", "Z", "Shenandoah", "Epsilon")) {
            collectors.put(name, List.of("-XX:+Use" + name + "GC"));
        }
        columns.put("collector", collectors);
        columns.put("headers", Map.of("compact", List.of("-XX:+UseCompactObjectHeaders"),
                "classic", List.of("-XX:-UseCompactObjectHeaders")));
        columns.put("code", Map.of("mixed", List.of(), "int", List.of("-Xint"),
                "comp", List.of("-Xcomp", "-XX:CompileCommand=quiet",
                        "-XX:CompileCommand=compileonly,dev.tidepool.*::*"),
                "c1", List.of("-XX:TieredStopAtLevel=1"),
                "stress", List.of("-XX:+StressIGVN", "-XX:+StressCCP", "-XX:+StressLCM",
                        "-XX:+StressGCM", "-XX:StressSeed=7")));
        columns.put("heap", Map.of("usual", List.of("-Xmx256m"), "tiny", List.of("-Xmx24m"),
                "touched", List.of("-Xms64m", "-Xmx256m", "-XX:+AlwaysPreTouch")));
        columns.put("oops", Map.of("narrow", List.of(),
                "wide", List.of("-XX:-UseCompressedOops")));
        columns.put("pages", Map.of("usual", List.of(),
                "thp", List.of("-XX:+UseTransparentHugePages"),
                "large", List.of("-XX:+UseLargePages")));
        columns.put("processors", Map.of("usual", List.of(),
                "one", List.of("-XX:ActiveProcessorCount=1"),
                "many", List.of("-XX:ActiveProcessorCount=64")));
        columns.put("threads", Map.of("usual", List.of(), "stack", List.of("-Xss256k"),
                "carrier", List.of("-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1")));
        columns.put("native", Map.of("denied", List.of(ChildJvm.DENY),
                "granted", List.of(ChildJvm.DENY, ChildJvm.GRANT)));
        return columns;
    }
}
