// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes a trace, compressed if the file's name ends in {@code .gz}. Not thread-safe. */
public final class TraceWriter implements Closeable {

    private static final int DIGITS = 20;

    private final OutputStream out;
    private final byte[] digits = new byte[DIGITS];

    public TraceWriter(OutputStream out) throws IOException {
        this.out = new BufferedOutputStream(out, 1 << 16);
        text(TraceReader.HEADER);
        this.out.write('\n');
    }

    public static TraceWriter create(Path file) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        try {
            return new TraceWriter(
                    file.toString().endsWith(".gz") ? new GZIPOutputStream(out, 1 << 16) : out);
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    /** Writes a comment of as many lines as the text has. */
    public void comment(String text) throws IOException {
        for (String line : text.lines().toList()) {
            text("# " + line.substring(0, Math.min(line.length(), TraceReader.MAX_LINE / 4)));
            out.write('\n');
        }
    }

    /** Writes an allocation; an alignment of 0 is none in particular. */
    public void allocate(long id, int size, int alignment, int thread) throws IOException {
        out.write('a');
        number(' ', id);
        number(' ', size);
        if (alignment > 0) {
            out.write(' ');
            number('/', alignment);
        }
        end(thread);
    }

    public void free(long id, int thread) throws IOException {
        out.write('f');
        number(' ', id);
        end(thread);
    }

    public void reallocate(long id, int size, int thread) throws IOException {
        out.write('r');
        number(' ', id);
        number(' ', size);
        end(thread);
    }

    public void pass(long nanos) throws IOException {
        out.write('t');
        number(' ', nanos);
        out.write('\n');
    }

    public void endThread(int thread) throws IOException {
        text("e @" + thread);
        out.write('\n');
    }

    private void end(int thread) throws IOException {
        if (thread != 0) {
            out.write(' ');
            number('@', thread);
        }
        out.write('\n');
    }

    private void number(char before, long number) throws IOException {
        out.write(before);
        int i = DIGITS;
        long rest = number;
        do {
            digits[--i] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        out.write(digits, i, DIGITS - i);
    }

    private void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
