// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import java.nio.ByteBuffer;
import org.openjdk.jmh.infra.Blackhole;

/** A subject that hands out {@code ByteBuffer}s, ready to be written from 0 on. */
interface ByteBufferSubject extends Subject<ByteBuffer> {

    @Override
    default void touch(ByteBuffer buffer, int size, Blackhole hole) {
        buffer.put(0, (byte) size);
        buffer.put(size - 1, (byte) size);
        hole.consume(buffer);
    }

    @Override
    default int capacity(ByteBuffer buffer) {
        return buffer.capacity();
    }
}
