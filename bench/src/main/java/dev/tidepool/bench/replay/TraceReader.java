// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a trace event by event and checks each line for itself. Holds one line, of at most {@value
 * #MAX_LINE} bytes, whatever the input. Not thread-safe.
 */
public final class TraceReader implements Closeable {

    /** The first line of every trace. */
    public static final String HEADER = "tidepool-trace 1";

    /** Threads of a trace are numbered from 0 to one less. */
    public static final int THREADS = 256;

    /** The greatest block: 1 GiB, which is also the greatest of Netty's and of a buffer pool's. */
    public static final int MAX_SIZE = 1 << 30;

    static final int MAX_ALIGNMENT = 1 << 20;
    static final int MAX_LINE = 4096;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final String EVENT = "an event (a, f, r, t or e) or a comment (#)";

    private final InputStream in;
    private final byte[] line = new byte[MAX_LINE];
    private int length;
    private long number;
    private int at;

    private char kind;
    private long id;
    private long value;
    private int thread;
    private int alignment;

    private TraceReader(InputStream in) {
        this.in = in;
    }

    /**
     * {@return a reader behind the header}
     *
     * @throws TraceException if it does not begin like a trace
     */
    public static TraceReader open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return of(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** As {@link #open}, of a stream that is plain or compressed by gzip. */
    public static TraceReader of(InputStream in) throws IOException {
        InputStream source = new BufferedInputStream(in, 1 << 16);
        source.mark(2);
        boolean zipped = source.read() == GZIP_FIRST && source.read() == GZIP_SECOND;
        source.reset();
        TraceReader reader =
                new TraceReader(zipped ? new BufferedInputStream(unzip(source), 1 << 16) : source);
        reader.readHeader();
        return reader;
    }

    private static InputStream unzip(InputStream source) throws IOException {
        try {
            return new GZIPInputStream(source, 1 << 16);
        } catch (ZipException | EOFException e) {
            throw new TraceException(1, 1, "data compressed by gzip", "damaged data");
        }
    }

    private void readHeader() throws IOException {
        if (!readLine()) {
            throw new TraceException(1, 1, "the header \"" + HEADER + "\"", "an empty file");
        }
        int end = length;
        while (end > 0 && isBlank(line[end - 1])) {
            end--; // What else is white in Java is none of the format's blanks.
        }
        if (!new String(line, 0, end, StandardCharsets.ISO_8859_1).equals(HEADER)) {
            throw new TraceException(
                    1, 1, "the header \"" + HEADER + "\"", TraceException.quote(line, 0, length));
        }
    }

    /**
     * Goes to the next event.
     *
     * @return false at the end
     * @throws TraceException if the line is none of the format
     */
    public boolean next() throws IOException {
        while (readLine()) {
            at = 0;
            skipBlanks();
            if (!atEnd()) {
                readEvent();
                return true;
            }
        }
        return false;
    }

    private void readEvent() throws TraceException {
        int start = at;
        kind = (char) (line[at++] & 0xff);
        if ("afrte".indexOf(kind) < 0 || !(at == length || isBlank(line[at]))) {
            throw expected(EVENT, start);
        }
        thread = 0;
        alignment = 0;
        skipBlanks();
        switch (kind) {
            case 'a', 'r' -> {
                id = number("the id of a block", Long.MAX_VALUE);
                value = number("a size", MAX_SIZE);
                readAlignment();
            }
            case 'f' -> id = number("the id of a block", Long.MAX_VALUE);
            case 't' -> value = number("nanoseconds", Long.MAX_VALUE);
            default -> {
                if (atEnd() || line[at] != '@') {
                    throw expected("the thread that ends, as in @1", at);
                }
            }
        }
        if (kind != 't' && !atEnd() && line[at] == '@') {
            at++;
            thread = (int) number("the number of a thread", THREADS - 1L);
        }
        if (!atEnd()) {
            throw expected(
                    kind == 't' ? "the end of the line" : "@THREAD or the end of the line", at);
        }
    }

    private void readAlignment() throws TraceException {
        if (kind == 'a' && !atEnd() && line[at] == '/') {
            int start = at++;
            alignment = (int) number("an alignment", MAX_ALIGNMENT);
            if (Integer.bitCount(alignment) != 1) {
                throw expected("a power of two from 1 to " + MAX_ALIGNMENT, start + 1);
            }
        }
    }

    /** Reads a number and the blanks behind it. */
    private long number(String what, long most) throws TraceException {
        int start = at;
        long number = 0;
        boolean tooGreat = false;
        while (at < length && line[at] >= '0' && line[at] <= '9') {
            int digit = line[at++] - '0';
            tooGreat |= number > (most - digit) / 10;
            number = tooGreat ? 0 : 10 * number + digit;
        }
        if (at == start || tooGreat || !(at == length || isBlank(line[at]))) {
            throw expected(what + " from 0 to " + most, start);
        }
        skipBlanks();
        return number;
    }

    private void skipBlanks() {
        while (at < length && isBlank(line[at])) {
            at++;
        }
    }

    /** {@return whether there is nothing more but a comment} */
    private boolean atEnd() {
        return at == length || line[at] == '#';
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t';
    }

    private TraceException expected(String what, int from) {
        int end = from;
        while (end < length && !isBlank(line[end])) {
            end++;
        }
        String found =
                from == length ? "the end of the line" : TraceException.quote(line, from, end);
        return new TraceException(number, from + 1, what, found);
    }

    private boolean readLine() throws IOException {
        length = 0;
        number++;
        try {
            int c = in.read();
            if (c < 0) {
                return false;
            }
            for (; c >= 0 && c != '\n'; c = in.read()) {
                if (length == MAX_LINE) {
                    throw new TraceException(
                            number,
                            MAX_LINE + 1,
                            "a line of at most " + MAX_LINE + " bytes",
                            "a longer one that begins with "
                                    + TraceException.quote(line, 0, length));
                }
                line[length++] = (byte) c;
            }
        } catch (ZipException | EOFException e) {
            throw new TraceException(
                    number,
                    length + 1,
                    "data compressed by gzip",
                    "damaged data or too early an end");
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return true;
    }

    /** {@return an error about what the event says, not about how} */
    TraceException wrong(int column, String expected, String found) {
        return new TraceException(number, column, expected, found);
    }

    /** {@return the number of the line the event stands on, from 1} */
    public long line() {
        return number;
    }

    /** {@return 'a', 'f', 'r', 't' or 'e'} */
    public char kind() {
        return kind;
    }

    /** {@return the block of an a, f or r} */
    public long id() {
        return id;
    }

    /** {@return the size of an a or r} */
    public int size() {
        return (int) value;
    }

    /** {@return the time of a t} */
    public long nanos() {
        return value;
    }

    /** {@return the thread of an event, 0 where it says none} */
    public int thread() {
        return thread;
    }

    /** {@return the alignment of an a, 0 where it says none} */
    public int alignment() {
        return alignment;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
