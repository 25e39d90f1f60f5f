// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LineSplitterTest {

    /** More than any test reads. */
    private static final int ALL = 1 << 20;

    @Test
    void anEmptyFileHasNoLines() {
        assertEquals(List.of(), lines("", ALL, ALL));
    }

    @Test
    void eachLineComesWithItsOffset() {
        assertEquals(List.of("0:one", "4:two", "8:three"), lines("one\ntwo\nthree\n", ALL, ALL));
    }

    @Test
    void aLastLineNeedsNoLineFeed() {
        assertEquals(List.of("0:one", "4:two"), lines("one\ntwo", ALL, ALL));
    }

    @Test
    void emptyLinesAreLines() {
        assertEquals(List.of("0:", "1:", "2:a", "4:"), lines("\n\na\n\n", ALL, ALL));
    }

    @Test
    void aCarriageReturnBeforeTheLineFeedIsNotPartOfTheLine() {
        assertEquals(List.of("0:one", "5:", "7:t\rwo"), lines("one\r\n\r\nt\rwo\r\n", ALL, ALL));
    }

    @Test
    void howTheBytesArriveMakesNoDifference() {
        String text = "one\r\ntwo\n\nthree\r\n\r\nfour";
        for (int read = 1; read <= text.length(); read++) {
            assertEquals(lines(text, ALL, ALL), lines(text, ALL, read), "reads of " + read);
        }
    }

    @Test
    void eachLineBelongsToExactlyOneChunk() {
        String text = "one\r\ntwo\n\nthree\r\n\r\nfour";
        for (int chunk = 1; chunk <= text.length(); chunk++) {
            for (int read = 1; read <= text.length(); read++) {
                assertEquals(lines(text, ALL, ALL), lines(text, chunk, read),
                        "chunks of " + chunk + ", reads of " + read);
            }
        }
    }

    @Test
    void randomTextsAreSplitLikeAStringInAnyChunks() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(60);
            for (int j = 0; j < length; j++) {
                text.append("ab\r\n\n".charAt(random.nextInt(5)));
            }
            List<String> found = lines(text.toString(), 1 + random.nextInt(40),
                    1 + random.nextInt(40));
            assertEquals(splitByHand(text.toString()), found, "seed " + seed + ", round " + i);
        }
    }

    @Test
    void aLineThatIsTooLongBecomesSeveralRecords() {
        int longest = LineSplitter.LONGEST;
        String text = "x".repeat(2 * longest + 3) + "\nnext\n";
        List<String> shapes = new ArrayList<>();
        split(text.getBytes(StandardCharsets.UTF_8), 0, text.length(), 1000, record ->
                shapes.add(record.offset + "+" + record.text.size() + " " + record.partial));
        assertEquals(List.of("0+" + longest + " true", longest + "+" + longest + " true",
                2 * longest + "+3 false", (2 * longest + 4) + "+4 false"), shapes);
    }

    @Test
    void aLineOfExactlyTheLongestLengthStaysWhole() {
        String text = "x".repeat(LineSplitter.LONGEST) + "\n";
        List<Boolean> partial = new ArrayList<>();
        split(text.getBytes(StandardCharsets.UTF_8), 0, text.length(), 777,
                record -> partial.add(record.partial));
        assertEquals(List.of(false), partial);
    }

    @Test
    void noMoreIsAskedForOnceTheLastLineIsComplete() {
        LineSplitter splitter = new LineSplitter(0, 4, sink(_ -> { }));
        assertEquals(true, splitter.feed("one".getBytes(), 0, 3));
        assertEquals(false, splitter.feed("\ntwo".getBytes(), 0, 4));
    }

    private static List<String> splitByHand(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int feed = text.indexOf('\n', start);
            int end = feed < 0 ? text.length() : feed;
            String line = text.substring(start, end);
            lines.add(start + ":" + (line.endsWith("\r")
                    ? line.substring(0, line.length() - 1) : line));
            start = end + 1;
        }
        return lines;
    }

    private static List<String> lines(String text, int chunk, int read) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += chunk) {
            split(bytes, start, Math.min(start + chunk, bytes.length), read,
                    record -> lines.add(record.offset + ":" + record.text));
        }
        return lines;
    }

    private static void split(byte[] bytes, int start, int end, int read,
            Consumer<LineRecord> lines) {
        LineSplitter splitter = new LineSplitter(start, end, sink(lines));
        int at = (int) LineSplitter.firstByte(start);
        boolean more = true;
        while (more && at < bytes.length) {
            int to = Math.min(at + read, bytes.length);
            more = splitter.feed(bytes, at, to);
            at = to;
        }
        splitter.finish();
    }

    private static LineSplitter.Sink sink(Consumer<LineRecord> lines) {
        return new LineSplitter.Sink() {
            @Override
            public LineRecord open() {
                return new LineRecord(new GrowingBuffer(80));
            }

            @Override
            public void line(LineRecord line) {
                lines.accept(line);
            }
        };
    }
}
