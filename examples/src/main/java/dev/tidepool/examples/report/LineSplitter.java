// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one chunk of a file into lines.
 *
 * <p>A line ends with LF, and a CR before it is not part of the line. A line belongs to the chunk
 * in which it starts: who splits a chunk skips the end of a line begun before it, and reads on
 * behind it until its last line is complete. A line longer than {@link #LONGEST} bytes becomes
 * several records. Neither depends on how the bytes are cut into calls of {@link #feed}.
 */
final class LineSplitter {

    static final int LONGEST = 64 << 10;

    /** Gets each line. The splitter takes records from it and never keeps one. */
    interface Sink {
        LineRecord open();

        void line(LineRecord line);
    }

    private final long end;
    private final Sink sink;
    private long offset;
    private boolean skipping;
    private @Nullable LineRecord current;

    /** Expects the bytes of the file from {@link #firstByte} on. */
    LineSplitter(long start, long end, Sink sink) {
        this.end = end;
        this.sink = sink;
        offset = firstByte(start);
        skipping = start > 0;
    }

    /** Where to start reading: the byte before the chunk tells whether a line starts with it. */
    static long firstByte(long start) {
        return Math.max(0, start - 1);
    }

    /** Takes the next bytes; false when the chunk's last line is complete. */
    boolean feed(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (current == null && !skipping && offset >= end) {
                return false;
            }
            int stop = i;
            while (stop < to && bytes[stop] != '\n') {
                stop++;
            }
            if (!skipping) {
                collect(bytes, i, stop);
            }
            offset += stop - i;
            i = stop;
            if (i < to) {
                endLine();
                i++;
            }
        }
        return current != null || offset < end;
    }

    /** The file has ended: a last line without LF is a line. */
    void finish() {
        if (current != null) {
            emit(current, false);
        }
    }

    private void collect(byte[] bytes, int from, int to) {
        int i = from;
        LineRecord record = current;
        if (record == null) {
            record = begin(offset);
        }
        while (i < to) {
            if (record.text.size() == LONGEST) {
                emit(record, true);
                record = begin(offset + i - from);
            }
            int part = Math.min(to - i, LONGEST - record.text.size());
            record.text.append(bytes, i, part);
            i += part;
        }
    }

    private void endLine() {
        offset++;
        skipping = false;
        if (current != null) {
            emit(current, false);
        }
    }

    private LineRecord begin(long at) {
        LineRecord record = sink.open();
        record.offset = at;
        current = record;
        return record;
    }

    private void emit(LineRecord record, boolean partial) {
        current = null;
        record.partial = partial;
        if (!partial) {
            record.text.dropLast((byte) '\r');
        }
        sink.line(record);
    }
}
