// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know about recycling one kind of object.
 *
 * @param create makes a new one
 * @param reset makes a used one as good as new
 * @param keep whether a used one is worth keeping; null: always
 * @param dispose frees what the collector would free too late; null: nothing
 */
record Kind<T>(
        String name,
        Supplier<T> create,
        Consumer<T> reset,
        @Nullable Predicate<T> keep,
        @Nullable Consumer<T> dispose) {

    /** Most input is read at once by this much. */
    static final int INPUT_BYTES = 64 << 10;
    /** A few outliers must not make every buffer large for good: 8 blocks. */
    private static final int LARGEST_KEPT_BUFFER = 8 * Pipeline.BLOCK_BYTES;
    private static final int LARGEST_KEPT_LINE = 8 << 10;

    static final Kind<ByteBuffer> INPUT =
            new Kind<>("inputs", () -> ByteBuffer.allocate(INPUT_BYTES), ByteBuffer::clear,
                    null, null);
    static final Kind<GrowingBuffer> BUFFER =
            new Kind<>("buffers", () -> new GrowingBuffer(1 << 10), GrowingBuffer::clear,
                    buffer -> buffer.capacity() <= LARGEST_KEPT_BUFFER, null);
    static final Kind<LineRecord> RECORD = record(() -> new LineRecord(new GrowingBuffer(80)));
    static final Kind<Deflater> DEFLATER =
            new Kind<>("deflaters", () -> new Deflater(Deflater.BEST_SPEED, true),
                    Deflater::reset, null, Deflater::end);

    /** Records whose text is kept somewhere else. */
    static Kind<LineRecord> record(Supplier<LineRecord> create) {
        return new Kind<>("records", create, LineRecord::clear,
                record -> record.text.capacity() <= LARGEST_KEPT_LINE, null);
    }

    void disposeOf(T object) {
        if (dispose != null) {
            dispose.accept(object);
        }
    }
}
