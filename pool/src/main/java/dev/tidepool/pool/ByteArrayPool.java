// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/** Arrays of bytes. One is as good as any other of its length. */
final class ByteArrayPool extends ClassedBufferPool<byte[]> {

    ByteArrayPool(BufferSettings<byte[]> settings) {
        super(settings);
    }

    @Override
    byte[] allocate(int capacity) {
        return new byte[capacity];
    }

    @Override
    int capacity(byte[] buffer) {
        return buffer.length;
    }

    @Override
    boolean isWhole(byte[] buffer) {
        return true;
    }

    @Override
    void prepare(byte[] buffer, int minCapacity) {
    }
}
