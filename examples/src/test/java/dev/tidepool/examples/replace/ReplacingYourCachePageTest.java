// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page's code is code that is compiled: between the marks of the files in this package. */
class ReplacingYourCachePageTest {

    private static final Path PAGE = Path.of("..", "docs", "replacing-your-cache.md");
    private static final Path SOURCES =
            Path.of("src", "main", "java", "dev", "tidepool", "examples", "replace");

    @Test
    void everyBlockOfThePageIsCompiled() throws IOException {
        List<String> regions = regions();
        List<String> blocks = blocks(Files.readAllLines(PAGE), "```java", "```");
        assertEquals(16, blocks.size());
        for (String block : blocks) {
            assertTrue(regions.contains(block), () -> "not in " + SOURCES + ":\n" + block);
        }
    }

    @Test
    void everyReplacementIsOnThePage() throws IOException {
        List<String> blocks = blocks(Files.readAllLines(PAGE), "```java", "```");
        for (String region : regions()) {
            assertTrue(blocks.contains(region), () -> "not in " + PAGE + ":\n" + region);
        }
    }

    @Test
    void theTableOfThePageHasEveryCache() throws IOException {
        String page = Files.readString(PAGE);
        for (Subject subject : ReplaceYourCache.SUBJECTS) {
            assertTrue(page.lines().anyMatch(line -> line.startsWith(subject.name() + " ")),
                    subject.name());
        }
    }

    private static List<String> regions() throws IOException {
        List<String> regions = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                List<String> lines = Files.readAllLines(file);
                regions.addAll(blocks(lines, "// before", "// end"));
                regions.addAll(blocks(lines, "// after", "// end"));
            }
        }
        return regions;
    }

    /** {@return what is between each pair of these lines, less the indentation} */
    private static List<String> blocks(List<String> lines, String first, String last) {
        List<String> blocks = new ArrayList<>();
        List<String> block = null;
        for (String line : lines) {
            if (line.strip().equals(first)) {
                block = new ArrayList<>();
            } else if (block != null && line.strip().equals(last)) {
                blocks.add(String.join("\n", block).stripIndent());
                block = null;
            } else if (block != null) {
                block.add(line);
            }
        }
        return blocks;
    }
}
