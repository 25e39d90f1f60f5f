// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example runs in its four JVMs, and shows what it says it shows. No time counts here. */
@Timeout(240)
class MarketDataTest {

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    @Test
    void bothVariantsUnderBothCollectorsStandSideBySide() throws Exception {
        Example11_MarketData.run(
                new PrintStream(text, true, StandardCharsets.UTF_8), 2000, 1000, 10_000);
        List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.stream().filter(line ->
                line.matches(".*G1 fresh +G1 reuse +ZGC fresh +ZGC reuse")).count(),
                text::toString);
        for (String row : List.of("p50, us", "p99, us", "p99.9, us", "p99.99, us", "max, us",
                "B/message", "pauses", "paused, us", "longest, us", "machine, us")) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(row)
                    && line.substring(row.length()).strip().split(" +", -1).length == 4),
                    row + " is missing in:\n" + text);
        }
        assertTrue(lines.getLast().matches("# all published the same \\d+ updates: true"),
                text::toString);
    }
}
