// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation says is caught is caught, and what it says is not caught is not. */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
class SecurityListTest {

    private static final Path DOCS = Path.of("../docs/security.md");
    private static final String BEGIN = "<!-- the security list -->";
    private static final String END = "<!-- end -->";

    /** The table of the documentation: what each profile does, by row. */
    private static Map<String, Map<Profile, String>> table() throws IOException {
        List<String> lines = Files.readString(DOCS).lines().toList();
        List<List<String>> rows = lines.subList(lines.indexOf(BEGIN) + 1, lines.size()).stream()
                .takeWhile(line -> !line.equals(END))
                .filter(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList())
                .toList();
        Map<String, Map<Profile, String>> table = new LinkedHashMap<>();
        for (List<String> row : rows.subList(2, rows.size())) {
            Map<Profile, String> cells = new LinkedHashMap<>();
            for (int i = 1; i < row.size(); i++) {
                cells.put(Profile.valueOf(rows.getFirst().get(i)), row.get(i));
            }
            table.put(row.getFirst(), cells);
        }
        return table;
    }

    static Stream<Arguments> rowsAndProfiles() {
        return Misuse.list().stream().flatMap(misuse ->
                Arrays.stream(Profile.values()).map(profile -> Arguments.of(misuse, profile)));
    }

    @Test
    void theDocumentationHasEachRowAndEachProfile() throws IOException {
        Map<String, Map<Profile, String>> table = table();
        assertEquals(Misuse.list().stream().map(Misuse::name).toList(),
                List.copyOf(table.keySet()));
        table.forEach((name, cells) -> assertEquals(
                List.of(Profile.values()), List.copyOf(cells.keySet()), name));
    }

    /** On a thread whose stack is short: DEBUG keeps it for each block. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("rowsAndProfiles")
    void theAnswerIsTheDocumentedOne(Misuse misuse, Profile profile) throws Throwable {
        String expected = table().get(misuse.name()).get(profile);
        Elsewhere.PLATFORM.run(() -> {
            Stage stage = Stage.open(profile);
            Misuse.Answer answer = misuse.scene().play(stage);
            stage.close();
            assertEquals(expected, answer.cell);
        });
    }

    @Test
    void whatOneProfileCatchesThoseThatHardenCatchToo() throws IOException {
        String nothing = Misuse.Answer.NOT_CAUGHT.cell;
        table().forEach((name, cells) -> {
            boolean always = !cells.get(Profile.BALANCED).equals(nothing);
            for (Profile profile : List.of(Profile.HARDENED, Profile.DEBUG)) {
                assertFalse(always && cells.get(profile).equals(nothing), name);
            }
        });
    }

    @Test
    void whatIsSaidAboutThoseThatDoNotHardenIsTheSame() throws IOException {
        table().forEach((name, cells) -> assertTrue(
                cells.get(Profile.THROUGHPUT).equals(cells.get(Profile.BALANCED))
                        && cells.get(Profile.LOW_MEMORY).equals(cells.get(Profile.BALANCED)),
                name));
    }
}
