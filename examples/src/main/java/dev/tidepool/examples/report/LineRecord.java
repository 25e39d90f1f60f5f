// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.nio.charset.StandardCharsets;

/** One line of one file, on its way into JSON. */
final class LineRecord {

    final LineText text;
    /** Where the line, or this part of it, starts in its file. */
    long offset;
    /** Whether the line was too long for one record and goes on in the next. */
    boolean partial;

    LineRecord(LineText text) {
        this.text = text;
    }

    void clear() {
        text.clear();
        offset = 0;
        partial = false;
    }

    /** Appends this record as one line of JSON; {@code opening} is the object up to the offset. */
    void writeJson(byte[] opening, GrowingBuffer out) {
        out.append(opening);
        out.appendDecimal(offset);
        out.append(partial ? Fragments.PARTIAL : Fragments.TEXT);
        text.escapeTo(out);
        out.append(Fragments.CLOSING);
    }

    /** The constant part of a record in front of its offset. */
    static byte[] opening(String file) {
        GrowingBuffer name = new GrowingBuffer(64);
        byte[] bytes = Fragments.bytes(file);
        JsonEscaper.escape(bytes, 0, bytes.length, name);
        return Fragments.bytes("{\"file\":\"" + name + "\",\"offset\":");
    }

    private static final class Fragments {

        static final byte[] TEXT = bytes(",\"text\":\"");
        static final byte[] PARTIAL = bytes(",\"partial\":true,\"text\":\"");
        static final byte[] CLOSING = bytes("\"}\n");

        static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
