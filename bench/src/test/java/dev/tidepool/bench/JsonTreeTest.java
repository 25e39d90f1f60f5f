// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Json} writes can be read again. */
class JsonTreeTest {

    @Test
    void whatWasWrittenIsReadAgain() throws IOException {
        Reading reading =
                new Reading(
                        1.5,
                        Double.NaN,
                        100,
                        3,
                        "cas",
                        List.of(1.0, 2.0),
                        Map.of("p50 \"us\"", 0.25),
                        List.of(List.of(0.0, 1.0), List.of(0.5, Double.NaN)));
        String line = Json.line(reading.toMap());
        assertEquals(1, line.lines().count());
        assertEquals(reading, Reading.of(JsonTree.parse(line)));
    }

    @Test
    void whatIsNotThereReadsAsNothing() throws IOException {
        JsonTree tree = JsonTree.parse("{\"text\": 1}");
        assertEquals("", tree.text("absent"));
        assertTrue(Double.isNaN(tree.number("absent")));
        assertEquals(List.of(), tree.nodes("text"));
        assertEquals(Map.of(), tree.node("absent").members());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"a\": 1", "[1]", "{} {}", "{\"a\": [1, {\"b\": ", "nul"})
    void whatIsNotOneWholeObjectIsRefused(String text) {
        assertThrows(IOException.class, () -> JsonTree.parse(text));
    }
}
