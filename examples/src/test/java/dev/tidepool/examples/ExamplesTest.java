// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every example runs, and shows what it says it shows. No time counts here. */
class ExamplesTest {

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);

    private List<String> lines() {
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The numbers in the columns of the lines that begin with one. */
    private List<long[]> rows() {
        return lines().stream()
                .filter(line -> line.matches("[\\d ]+") && !line.isBlank())
                .map(line -> List.of(line.strip().split(" +")))
                .map(row -> row.stream().mapToLong(Long::parseLong).toArray())
                .toList();
    }

    /** The numbers in the line that begins so. */
    private long[] numbers(String beginning) {
        return lines().stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()).strip().split(" +"))
                .map(row -> Stream.of(row).mapToLong(Long::parseLong).toArray())
                .reduce((one, other) -> fail("two lines begin so: " + beginning))
                .orElseGet(() -> fail("no line begins so: " + beginning + "\n" + text));
    }

    @Test
    void aPooledBuilderCostsNothingBesideTheText() {
        Example01_PoolABuilder.run(out, 1000);
        long alone = numbers("the text alone")[0];
        assertEquals(alone, numbers("a pooled builder")[0], text::toString);
        assertTrue(numbers("a new builder")[0] > alone + 2048, text::toString);
    }

    @Test
    void arraysOfAllLengthsAreReused() {
        Example02_ReuseByteArrays.run(out, 1000);
        assertTrue(numbers("new byte[length]")[0] > 16, text::toString);
        long made = Long.parseLong(lines().getLast().replaceAll(".* (\\d+) arrays made.*", "$1"));
        assertTrue(made <= 49, text::toString); // one of each size from 16 to 64 Ki
    }

    @Test
    void aChannelReadsIntoFewDirectBuffers() throws Exception {
        Example03_ChannelIo.run(out, 100);
        assertTrue(numbers("directBuffers()")[0] <= 2 * 5, text::toString);
        assertEquals(7 * 100, numbers("allocateDirect")[0], text::toString);
    }

    @Test
    void virtualThreadsShareBuffers() throws Exception {
        Example04_MillionVirtualThreads.run(out, 10_000);
        assertEquals(10_000, numbers("ThreadLocal")[0], text::toString);
        assertTrue(numbers("Pool")[0] < 1000, text::toString);
    }

    @Test
    void anOutgrownBufferIsRefusedOrAges() {
        Example05_OutgrownBuffer.run(out, 10);
        List<long[]> rows = rows();
        assertEquals(5, rows.size(), text::toString);
        assertTrue(rows.get(4)[1] >= 64 << 10, text::toString);
        assertEquals(0, rows.get(0)[2], text::toString);
        assertTrue(rows.get(1)[3] >= 64 << 10, text::toString);
        assertEquals(0, rows.get(2)[3], text::toString);
    }

    @Test
    void bothArenasPassTheSameDateToC() {
        assertEquals(20_240_229, Example06_CallC.withJdk("2024-02-29"));
        assertEquals(20_240_229, Example06_CallC.withTidepool("2024-02-29"));
        assertThrows(
                IllegalArgumentException.class, () -> Example06_CallC.withTidepool("yesterday"));
    }

    @Test
    void theCallsOfCAreCompared() {
        Example06_CallC.run(out, 2, 1000);
        for (String way : List.of("the call alone", "Arena.ofConfined()", "ArenaPool.confined()")) {
            assertTrue(lines().stream().anyMatch(line -> line.startsWith(way)), text::toString);
        }
        assertTrue(lines().getLast().startsWith("# Tidepool's calls take"), text::toString);
    }

    @Test
    void aRequestWithChildrenHoldsWhatItsLargestStepNeeds() {
        Example07_ArenaPerRequest.run(out, 2000);
        List<long[]> rows = rows();
        assertEquals(8, rows.size(), text::toString);
        assertEquals(rows.get(0)[1], rows.get(3)[1], text::toString);
        assertTrue(rows.get(3)[2] > 100 * rows.get(3)[1], text::toString);
        for (long[] row : rows.subList(4, 8)) {
            assertEquals(rows.get(4)[2], row[2], text::toString);
        }
    }

    @Test
    void whatAStepLeftIsRefusedInTheNext() {
        Example07_ArenaPerRequest.run(out, 1000);
        List<String> lines = lines();
        assertTrue(lines.get(lines.size() - 2).endsWith("true"), text::toString);
        assertTrue(lines.getLast().contains("refused, "), text::toString);
    }

    @Test
    void checksFindEveryFaultAndSayWhere() {
        Example08_FindLeaksAndDoublePuts.run(out, 3);
        for (String place : List.of("already put: put by", "used after put: changed",
                "put while leased: leased by", "got at dev.tidepool")) {
            assertEquals(1, lines().stream().filter(line -> line.contains(place)).count(),
                    text::toString);
        }
    }

    @Test
    void anIndexOffTheHeapGivesItsMemoryBack() {
        Example09_OffHeapIndex.run(out, 10_000);
        List<String[]> rows = lines().stream().filter(line -> line.matches(" +\\d.*"))
                .map(line -> line.strip().split(" +")).toList();
        assertEquals(4, rows.size(), text::toString);
        assertEquals("10000", rows.get(2)[0], text::toString);
        assertEquals(rows.get(0)[1], rows.get(3)[1], text::toString);
        assertEquals(rows.get(0)[2], rows.get(3)[2], text::toString);
    }

    @Test
    void whatAPoolLetsGoOfIsFreedWhereItCameFrom() {
        Example10_BuffersFromElsewhere.run(out, 1000);
        List<long[]> rows = rows();
        assertEquals(3, rows.size(), text::toString);
        assertTrue(rows.get(0)[1] > 0 && rows.get(0)[2] > 0, text::toString);
        assertEquals(rows.get(0)[1] + rows.get(0)[2], rows.get(0)[3], text::toString);
        assertEquals(0, rows.get(2)[3], text::toString);
    }
}
