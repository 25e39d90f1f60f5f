// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page lists the examples that there are, and each says how it is run. */
class ExamplesPageTest {

    private static final Path SOURCES =
            Path.of("src", "main", "java", "dev", "tidepool", "examples");

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("Example"))
                    .map(name -> name.replace(".java", "")).sorted().toList();
        }
    }

    @Test
    void thePageListsAllExamplesInOrder() throws IOException {
        List<String> listed = Files.readAllLines(Path.of("..", "docs", "examples.md")).stream()
                .filter(line -> line.startsWith("| `Example"))
                .map(line -> line.split("`", 3)[1]).toList();
        assertEquals(names(), listed);
    }

    @Test
    void theyAreNumberedWithoutGaps() throws IOException {
        List<String> names = names();
        for (int i = 0; i < names.size(); i++) {
            assertTrue(names.get(i).startsWith("Example%02d_".formatted(i + 1)), names.get(i));
        }
    }

    @Test
    void eachSaysItsCommand() throws IOException {
        for (String name : names()) {
            String source = Files.readString(SOURCES.resolve(name + ".java"));
            assertTrue(source.contains("\n * mvn -Pexample -Dmain=" + name + "\n"), name);
        }
    }
}
