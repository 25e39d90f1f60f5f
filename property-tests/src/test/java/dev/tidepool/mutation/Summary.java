// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What became of the mutants: a row for each class, a line for each that was not noticed. */
final class Summary {

    private record Mutant(String className, String method, String line, String mutator,
            String status) {

        /** Of file, class, mutator, method, line, status and more. */
        static Mutant of(String row) {
            String[] cells = row.split(",", -1);
            return new Mutant(last(cells[1]), cells[3], cells[4],
                    last(cells[2]).replace("Mutator", ""), cells[5]);
        }

        private static String last(String name) {
            return name.substring(name.lastIndexOf('.') + 1);
        }

        /** Of a class, with the classes within it. */
        String file() {
            return className.replaceAll("\\$.*", "");
        }

        boolean survived() {
            return List.of("SURVIVED", "NO_COVERAGE").contains(status);
        }

        @Override
        public String toString() {
            return "%s.%s:%s %s %s".formatted(className, method, line, mutator, status);
        }
    }

    private final Map<String, List<Mutant>> byFile = new TreeMap<>();

    void add(Path csv) throws IOException {
        try (Stream<String> rows = Files.lines(csv)) {
            rows.map(Mutant::of).forEach(mutant ->
                    byFile.computeIfAbsent(mutant.file(), file -> new ArrayList<>()).add(mutant));
        }
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        byFile.values().stream().flatMap(List::stream).filter(Mutant::survived)
                .forEach(mutant -> text.append(mutant).append('\n'));
        text.append("| class | mutants | killed | by timeout | survived | killed, % |\n");
        text.append("|---|--:|--:|--:|--:|--:|\n");
        byFile.forEach((file, mutants) -> text.append(row(file, mutants)));
        text.append(row("all", byFile.values().stream().flatMap(List::stream).toList()));
        return text.toString();
    }

    private static String row(String name, List<Mutant> mutants) {
        long survived = mutants.stream().filter(Mutant::survived).count();
        long timeouts = mutants.stream().filter(m -> m.status().equals("TIMED_OUT")).count();
        long killed = mutants.size() - survived;
        return String.format(Locale.ROOT, "| %s | %d | %d | %d | %d | %.0f |%n",
                name, mutants.size(), killed, timeouts, survived,
                100.0 * killed / mutants.size());
    }
}
