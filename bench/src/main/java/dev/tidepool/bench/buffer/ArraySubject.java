// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import org.openjdk.jmh.infra.Blackhole;

/** A subject that hands out arrays. */
interface ArraySubject extends Subject<byte[]> {

    @Override
    default void touch(byte[] buffer, int size, Blackhole hole) {
        buffer[0]++;
        buffer[size - 1]++;
        hole.consume(buffer);
    }

    @Override
    default int capacity(byte[] buffer) {
        return buffer.length;
    }
}
