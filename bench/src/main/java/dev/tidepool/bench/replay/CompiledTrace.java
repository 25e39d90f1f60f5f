// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A checked trace in a file: the summary, then the events as {@link Packed} has them. */
record CompiledTrace(Path file, TraceSummary summary) {

    /** Events of a chunk: 1 MiB. */
    static final int CHUNK = 1 << 16;

    static final int HEAD_BYTES = TraceSummary.FIELDS * Long.BYTES;

    static CompiledTrace read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
            fill(channel, head);
            long[] fields = new long[TraceSummary.FIELDS];
            head.flip().asLongBuffer().get(fields);
            return new CompiledTrace(file, TraceSummary.ofLongs(fields));
        }
    }

    private static void fill(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // Until it is full or there is no more.
        }
    }

    Chunks chunks() throws IOException {
        return new Chunks(file);
    }

    /** The events, some at a time, so that a long trace needs no more memory than a short one. */
    static final class Chunks implements Closeable {

        private final FileChannel channel;
        private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Packed.WORDS * Long.BYTES);
        private final LongBuffer longs = bytes.asLongBuffer();

        /** What was read last, two words for each event. */
        final long[] words = new long[CHUNK * Packed.WORDS];

        private Chunks(Path file) throws IOException {
            channel = FileChannel.open(file, StandardOpenOption.READ).position(HEAD_BYTES);
        }

        void rewind() throws IOException {
            channel.position(HEAD_BYTES);
        }

        /** {@return how many words there are now, 0 at the end} */
        int next() throws IOException {
            fill(channel, bytes.clear());
            int count = bytes.position() / Long.BYTES;
            longs.clear().get(words, 0, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
