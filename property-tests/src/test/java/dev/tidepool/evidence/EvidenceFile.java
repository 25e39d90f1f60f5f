// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fills in the last two columns of the tables of docs/evidence.md, seconds and result, from the
 * reports that {@code mvn verify} left behind. Rows whose "run" is another command are left alone.
 *
 * <p>After {@code mvn verify}, in the top folder: {@code java
 * property-tests/src/test/java/dev/tidepool/evidence/EvidenceFile.java}. It is started as a source
 * file, by whatever {@code java} is on the path, so it keeps to Java 17.
 */
final class EvidenceFile {

    /**
     * A check as the tables name it: {@code `SomeTest`}, {@code `SomeTest.aSentence`}, or with the
     * library before it where two have a test of that name.
     */
    static final Pattern CHECK =
            Pattern.compile("`(?:([a-z]+)\\.)?([A-Z]\\w*(?:Test|Properties))(?:\\.(\\w+))?`");

    private static final Pattern CASE = Pattern.compile(
            "<testcase name=\"([^\"]*)\" classname=\"([^\"]*)\" time=\"([^\"]*)\"(/?)>");

    private static final int COLUMNS = 6;

    private final TreeMap<String, List<Case>> cases = new TreeMap<>();

    private EvidenceFile() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of("docs", "evidence.md");
        EvidenceFile evidence = new EvidenceFile();
        try (Stream<Path> found = Files.walk(Path.of("."), 4)) {
            for (Path report : found.filter(EvidenceFile::isReport).toList()) {
                evidence.read(Files.readString(report));
            }
        }
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(evidence.filled(line));
        }
        Files.write(file, lines);
        System.out.println(evidence.cases.size() + " test classes; wrote " + file);
    }

    private static boolean isReport(Path path) {
        return path.toString().replace('\\', '/')
                .matches(".*/target/surefire-reports/TEST-[^/]*\\.xml");
    }

    private void read(String report) {
        Matcher m = CASE.matcher(report);
        int from = 0;
        while (m.find(from)) {
            from = m.end();
            boolean whole = !m.group(4).isEmpty();
            String body = whole ? "" : report.substring(from, report.indexOf("</testcase>", from));
            cases.computeIfAbsent(m.group(2).replaceAll("\\$.*", ""), k -> new ArrayList<>())
                    .add(new Case(m.group(1), Double.parseDouble(m.group(3).replace(",", "")),
                            !body.contains("<failure") && !body.contains("<error"),
                            body.contains("<skipped")));
        }
    }

    /** The line, with time and result if it is a row of a check in {@code mvn verify}. */
    String filled(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != COLUMNS + 2 || !cells[4].strip().equals("verify")) {
            return line;
        }
        Sum sum = new Sum();
        Set<Case> seen = new HashSet<>();
        Matcher m = CHECK.matcher(cells[2]);
        while (m.find()) {
            String library = m.group(1) == null ? "" : m.group(1) + "\\.";
            String pattern = "dev\\.tidepool\\." + library + "(\\w+\\.)*" + m.group(2);
            cases.forEach((name, all) -> {
                if (name.matches(pattern)) {
                    sum.add(all, m.group(3), seen);
                }
            });
        }
        cells[5] = " " + sum.time() + " ";
        cells[6] = " " + sum.result() + " ";
        return String.join("|", cells);
    }

    private static final class Case {
        final String name;
        final double seconds;
        final boolean passed;
        final boolean skipped;

        Case(String name, double seconds, boolean passed, boolean skipped) {
            this.name = name;
            this.seconds = seconds;
            this.passed = passed;
            this.skipped = skipped;
        }
    }

    private static final class Sum {
        private int run;
        private int passed;
        private int skipped;
        private double seconds;

        void add(List<Case> cases, String method, Set<Case> seen) {
            for (Case c : cases) {
                boolean asked = method == null || c.name.matches(method + "\\b.*");
                if (asked && seen.add(c)) {
                    add(c);
                }
            }
        }

        private void add(Case c) {
            seconds += c.seconds;
            if (c.skipped) {
                skipped++;
            } else {
                run++;
                passed += c.passed ? 1 : 0;
            }
        }

        String time() {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f" : "%.0f", seconds);
        }

        String result() {
            String rest = skipped > 0 ? ", " + skipped + " skipped" : "";
            return run + skipped == 0 ? "not run" : passed + " of " + run + " pass" + rest;
        }
    }
}
