// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks that the documents name exist. */
class EvidenceFileTest {

    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @ValueSource(strings = {"evidence.md", "planted-faults.md"})
    void everyCheckThatIsNamedExists(String file) throws IOException {
        Map<String, String> tests = tests();
        List<String> missing = new ArrayList<>();
        Matcher m = EvidenceFile.CHECK.matcher(Files.readString(TOP.resolve("docs").resolve(file)));
        int named = 0;
        while (m.find()) {
            named++;
            String source = tests.get(m.group(2));
            boolean there = source != null
                    && (m.group(3) == null || source.contains(" " + m.group(3) + "("));
            if (!there) {
                missing.add(m.group());
            }
        }
        assertFalse(named == 0, "no check is named");
        assertEquals(List.of(), missing, "named in docs/" + file + ", but not there");
    }

    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (String module : List.of(
                "pool", "spanalloc", "arena", "property-tests", "bench", "examples")) {
            try (Stream<Path> found = Files.walk(TOP.resolve(module).resolve("src/test/java"))) {
                for (Path path : found.filter(p -> p.toString().endsWith(".java")).toList()) {
                    String name = path.getFileName().toString().replace(".java", "");
                    tests.merge(name, Files.readString(path), String::concat);
                }
            }
        }
        return tests;
    }
}
