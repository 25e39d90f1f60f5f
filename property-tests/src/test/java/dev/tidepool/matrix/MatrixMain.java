// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import dev.tidepool.matrix.FlagsMatrix.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs every row of the {@link FlagsMatrix}, one after the other, and prints the table of
 * {@code docs/matrix.md}; ends with 1 if one failed. {@code mvn -Pmatrix} starts it.
 *
 * <pre>
 * java -cp ... dev.tidepool.matrix.MatrixMain [SEED] [SCALE] [PART OF A ROW]
 * </pre>
 */
public final class MatrixMain {

    private static final int PATIENCE_SECONDS = 600;

    private MatrixMain() {
    }

    /** Runs. */
    public static void main(String[] arguments) throws Exception {
        String seed = arguments.length > 0 ? arguments[0] : "42";
        String scale = arguments.length > 1 ? arguments[1] : "1";
        String wanted = arguments.length > 2 ? arguments[2].strip() : "";
        List<Row> rows = FlagsMatrix.rows().stream()
                .filter(row -> row.toString().contains(wanted)).toList();
        System.out.printf("JDK %s, %d processors, seed %s, scale %s%n%n", Runtime.version(),
                Runtime.getRuntime().availableProcessors(), seed, scale);
        System.out.println("| " + String.join(" | ", FlagsMatrix.COLUMNS.keySet())
                + " | result | parts held | seconds | notable |");
        System.out.println("|---".repeat(FlagsMatrix.COLUMNS.size() + 4) + "|");
        int failed = 0;
        for (Row row : rows) {
            failed += print(row, run(row, seed, scale)) ? 0 : 1;
        }
        System.out.printf("%n%d of %d rows failed%n", failed, rows.size());
        System.exit(failed == 0 && !rows.isEmpty() ? 0 : 1);
    }

    static ChildJvm.Result run(Row row, String seed, String scale)
            throws IOException, InterruptedException {
        List<String> flags = row.flags();
        List<String> command = new ArrayList<>(List.of(ChildJvm.java()));
        command.addAll(flags);
        command.addAll(List.of("-cp", ChildJvm.classPath(), MatrixChild.class.getName(),
                row.work(), seed, scale));
        return ChildJvm.run(command, PATIENCE_SECONDS);
    }

    /** {@return whether this JVM has no such collector} */
    static boolean isMissing(ChildJvm.Result result) {
        return result.count("not supported") > 0 && result.count("Option -XX:+Use") > 0;
    }

    private static boolean print(Row row, ChildJvm.Result result) {
        boolean missing = isMissing(result);
        boolean held = held(result);
        System.out.printf(Locale.ROOT, "| %s | %s | %d | %.0f | %s |%n",
                String.join(" | ", row.values()), missing ? "no such collector" : held ? "ok"
                        : "FAILED", result.count("held: "), result.millis() / 1000.0,
                notable(result));
        if (!held && !missing) {
            System.err.println(row + ": " + row.flags() + "\n" + result);
        }
        return held || missing;
    }

    /** A child that dies early may end with 0; one that reached its end says so. */
    static boolean held(ChildJvm.Result result) {
        return result.status() == 0 && result.count("figures: ") == 1
                && result.count("failed: ") == 0;
    }

    private static String notable(ChildJvm.Result result) {
        String text = result.output().lines().filter(line -> line.startsWith("held: "))
                .filter(line -> line.contains("tide") || line.contains("stamps")
                        || line.contains("hand-overs") || line.contains("user's pool"))
                .map(line -> line.substring(6, line.lastIndexOf(',')))
                .reduce((a, b) -> a + "; " + b).orElse("");
        boolean small = result.count("UseLargePages disabled") > 0;
        return text + (small ? (text.isEmpty() ? "" : "; ") + "no large pages here" : "");
    }
}
