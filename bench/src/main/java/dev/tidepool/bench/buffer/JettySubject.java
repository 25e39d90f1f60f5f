// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Jetty's pool, which bounds its bytes by an eighth of the heap, as ours does. Up to 1 MiB instead
 * of 64 KiB, so that all sizes here are pooled; statistics off, as they come. It has no aging.
 */
record JettySubject(ArrayByteBufferPool pool) implements Subject<RetainableByteBuffer> {

    private static final int DEFAULT = -1;

    /** Capacities are multiples of 4 KiB, as by default. */
    static JettySubject linear() {
        return new JettySubject(new ArrayByteBufferPool(0, DEFAULT, Subjects.LARGEST));
    }

    /** Capacities are powers of two from 1 KiB on, which smaller sizes get too, as by default. */
    static JettySubject quadratic() {
        return new JettySubject(
                new ArrayByteBufferPool.Quadratic(DEFAULT, Subjects.LARGEST, Integer.MAX_VALUE));
    }

    @Override
    public RetainableByteBuffer get(int size) {
        return pool.acquire(size, false);
    }

    @Override
    public void put(RetainableByteBuffer buffer) {
        buffer.release();
    }

    /** A buffer comes ready to be read, with nothing in it. */
    @Override
    public void touch(RetainableByteBuffer buffer, int size, Blackhole hole) {
        ByteBuffer bytes = buffer.getByteBuffer();
        bytes.clear();
        bytes.put(0, (byte) size);
        bytes.put(size - 1, (byte) size);
        hole.consume(buffer);
    }

    @Override
    public int capacity(RetainableByteBuffer buffer) {
        return buffer.capacity();
    }

    /** Without those it let go of, which is none below its bound in bytes. */
    @Override
    public long made() {
        long unpooled =
                pool.getNoBucketHeapAcquires().values().stream().mapToLong(Long::longValue).sum();
        return pool.getHeapByteBufferCount() + unpooled;
    }

    @Override
    public long retainedBytes() {
        return pool.getHeapMemory();
    }

    @Override
    public void close() {
        pool.clear();
    }
}
