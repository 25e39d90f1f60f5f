// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceReaderTest {

    @TempDir Path folder;

    private static List<String> read(TraceReader reader) throws IOException {
        List<String> events = new ArrayList<>();
        while (reader.next()) {
            String event =
                    switch (reader.kind()) {
                        case 'a' -> reader.id() + " " + reader.size() + " /" + reader.alignment();
                        case 'r' -> reader.id() + " " + reader.size();
                        case 'f' -> "" + reader.id();
                        case 't' -> "" + reader.nanos();
                        default -> "";
                    };
            events.add(reader.line() + ":" + reader.kind() + " " + event + " @" + reader.thread());
        }
        return events;
    }

    @Test
    void everyKindOfLineIsRead() throws IOException {
        String text =
                Traces.of(
                        "# a comment, \u00e4\u00f6\u00fc",
                        "",
                        "a 1 64",
                        "a 2 100 /64 @3   # why not",
                        "\ta\t9223372036854775807   1073741824\t",
                        "  # another one",
                        "r 1 0 @255",
                        "t 12",
                        "f 1 @1 #",
                        "e @3");
        List<String> events =
                List.of(
                        "4:a 1 64 /0 @0",
                        "5:a 2 100 /64 @3",
                        "6:a 9223372036854775807 1073741824 /0 @0",
                        "8:r 1 0 @255",
                        "9:t 12 @0",
                        "10:f 1 @1",
                        "11:e  @3");
        assertEquals(events, read(Traces.reader(text)));
        assertEquals(events, read(Traces.reader(text.replace("\n", "\r\n"))));
        assertEquals(events, read(Traces.reader(text.stripTrailing())));
        assertEquals(
                events, read(Traces.reader(Traces.gzip(text.getBytes(StandardCharsets.UTF_8)))));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                     x 1 2 | 1 | an event (a, f, r, t or e) | "x"
                     allocate 1 2 | 1 | an event (a, f, r, t or e) | "allocate"
                     a | 2 | the id of a block from 0 to 9223372036854775807 | the end
                     a x 2 | 3 | the id of a block | "x"
                     a -1 2 | 3 | the id of a block | "-1"
                     a +1 2 | 3 | the id of a block | "+1"
                     a 9223372036854775808 2 | 3 | the id of a block | "9223372036854775808"
                     a 1 | 4 | a size from 0 to 1073741824 | the end of the line
                     a 1 # 2 | 5 | a size | "#"
                     a 1 1073741825 | 5 | a size from 0 to 1073741824 | "1073741825"
                     a 1 99999999999999999999999 | 5 | a size | "99999999999999999999999"
                     a 1 64k | 5 | a size | "64k"
                     a 1 0x40 | 5 | a size | "0x40"
                     a 1 2 3 | 7 | @THREAD or the end of the line | "3"
                     a 1 2 /3 | 8 | a power of two from 1 to 1048576 | "3"
                     a 1 2 /0 | 8 | a power of two | "0"
                     a 1 2 /2097152 | 8 | an alignment from 0 to 1048576 | "2097152"
                     a 1 2 @1 /8 | 10 | @THREAD or the end of the line | "/8"
                     a 1 2 @256 | 8 | the number of a thread from 0 to 255 | "256"
                     a 1 2 @ | 8 | the number of a thread | the end of the line
                     f | 2 | the id of a block | the end of the line
                     f 1 2 | 5 | @THREAD or the end of the line | "2"
                     r 1 | 4 | a size | the end of the line
                     r 1 2 /8 | 7 | @THREAD or the end of the line | "/8"
                     t | 2 | nanoseconds | the end of the line
                     t 1.5 | 3 | nanoseconds | "1.5"
                     t 5 @1 | 5 | the end of the line | "@1"
                     e | 2 | the thread that ends, as in @1 | the end of the line
                     e 1 | 3 | the thread that ends | "1"
                    """)
    void aWrongLineIsExplained(String line, int column, String expected, String found) {
        TraceReader reader = opened(Traces.of("a 7 7", line.strip()));
        TraceException e = assertThrows(TraceException.class, () -> read(reader));
        String start = "line 3, column " + column + ": expected " + expected;
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
        assertTrue(e.getMessage().contains(", found " + found), e.getMessage());
        assertEquals(3, e.line());
        assertEquals(column, e.column());
    }

    private static TraceReader opened(String text) {
        try {
            return Traces.reader(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFileThatIsNoTraceIsRefusedAtOnce() {
        for (String text :
                List.of(
                        "",
                        "\n",
                        "a 1 2\n",
                        "tidepool-trace 2\n",
                        "tidepool-trace 10\n",
                        "tidepool-trace 1\f\n",
                        "tidepool-trace 1\r\r\n",
                        " " + TraceReader.HEADER + "\n",
                        "\u007fELF\u0000\u0001\u001b[2J")) {
            TraceException e = assertThrows(TraceException.class, () -> Traces.reader(text));
            assertTrue(e.getMessage().startsWith("line 1, column 1: expected the header"), text);
            assertFalse(e.getMessage().contains("\u001b"));
        }
    }

    @Test
    void aDamagedArchiveIsNamed() throws IOException {
        byte[] good = Traces.gzip(Traces.of("a 1 2", "f 1").getBytes(StandardCharsets.UTF_8));
        for (int length = 2; length < good.length; length++) {
            byte[] half = Arrays.copyOf(good, length);
            assertTrue(
                    assertThrows(TraceException.class, () -> read(Traces.reader(half)))
                            .getMessage()
                            .contains("gzip"));
        }
    }

    @Test
    void aLineWithoutEndIsRefusedBeforeItIsRead() throws IOException {
        InputStream endless =
                new InputStream() {
                    private final byte[] head =
                            (TraceReader.HEADER + "\na ").getBytes(StandardCharsets.UTF_8);
                    private int at;

                    @Override
                    public int read() {
                        return at < head.length ? head[at++] : '1';
                    }
                };
        TraceReader reader = TraceReader.of(endless);
        TraceException e = assertThrows(TraceException.class, reader::next);
        assertTrue(e.getMessage().contains("at most 4096 bytes"), e.getMessage());
        assertTrue(e.getMessage().length() < 250);
    }

    @Test
    void whateverIsChangedInATraceOnlyTheReadersExceptionComesOut() throws IOException {
        byte[] valid = Traces.sample(SampleTrace.Kind.WEB, 1, 300);
        byte[] zipped = Traces.gzip(valid);
        long seed = 20_251;
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] mutant = mutate(i % 4 == 0 ? zipped : valid, random);
            try {
                Traces.compile(mutant, folder);
                accepted++;
            } catch (TraceException e) {
                assertTrue(e.getMessage().matches("line \\d+, column \\d+: [ -~]*"), e::toString);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("mutant " + i + " of seed " + seed, e);
            }
        }
        assertTrue(accepted > 10 && accepted < 2500, "accepted " + accepted);
    }

    private static byte[] mutate(byte[] valid, Random random) {
        byte[] mutant = valid.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(mutant.length);
            int end = Math.min(mutant.length, at + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> mutant[at] = (byte) random.nextInt(256);
                case 1 -> mutant[at] = (byte) "0123456789 afrte@/#\n\r".charAt(random.nextInt(21));
                case 2 -> mutant = splice(mutant, at, end, new byte[0]); // Something is lost,
                case 3 -> mutant = splice(mutant, at, at, Arrays.copyOfRange(mutant, at, end));
                default -> mutant = Arrays.copyOf(mutant, Math.max(1, at)); // or the rest of it.
            }
        }
        return mutant;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] with) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(with);
        out.write(bytes, to, bytes.length - to);
        return out.size() == 0 ? bytes : out.toByteArray();
    }
}
