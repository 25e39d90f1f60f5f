// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.Pool;
import dev.tidepool.pool.PoolStats;
import dev.tidepool.pool.Tide;
import java.nio.ByteBuffer;

/** Tidepool's pools as they come, but for the tide. Their own counters tell hits and bytes. */
final class TidepoolSubjects {

    private TidepoolSubjects() {}

    static Arrays arrays(Tide tide) {
        return new Arrays(BufferPool.byteArrayBuilder().tide(tide).build(), tide);
    }

    static ByteBuffers heap(Tide tide) {
        return new ByteBuffers(BufferPool.heapBufferBuilder().tide(tide).build(), tide);
    }

    static ByteBuffers direct(Tide tide) {
        return new ByteBuffers(BufferPool.directBufferBuilder().tide(tide).build(), tide);
    }

    /** A pool of arrays of one size: what is left when no class has to be found. */
    static FixedArrays fixed(int size, Tide tide) {
        return new FixedArrays(
                Pool.<byte[]>builder(() -> new byte[size]).tide(tide).build(), size, tide);
    }

    /** The same with a bound in bytes, as each class of a {@code BufferPool} has it. */
    static FixedArrays fixedAndBounded(int size, Tide tide) {
        long bound = Runtime.getRuntime().maxMemory() / 8;
        return new FixedArrays(
                Pool.<byte[]>builder(() -> new byte[size])
                        .maxRetainedBytes(bound, array -> array.length)
                        .tide(tide)
                        .build(),
                size,
                tide);
    }

    private static long made(BufferPool<?> pool) {
        return pool.stats().stream().mapToLong(PoolStats::misses).sum();
    }

    private static long retainedBytes(BufferPool<?> pool) {
        return pool.stats().stream().mapToLong(PoolStats::retainedBytes).sum();
    }

    record Arrays(BufferPool<byte[]> pool, Tide tide) implements ArraySubject {

        @Override
        public byte[] get(int size) {
            return pool.get(size);
        }

        @Override
        public void put(byte[] buffer) {
            pool.put(buffer);
        }

        @Override
        public long made() {
            return TidepoolSubjects.made(pool);
        }

        @Override
        public long retainedBytes() {
            return TidepoolSubjects.retainedBytes(pool);
        }

        @Override
        public void turn() {
            tide.tick();
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    record ByteBuffers(BufferPool<ByteBuffer> pool, Tide tide) implements ByteBufferSubject {

        @Override
        public ByteBuffer get(int size) {
            return pool.get(size);
        }

        @Override
        public void put(ByteBuffer buffer) {
            pool.put(buffer);
        }

        @Override
        public long made() {
            return TidepoolSubjects.made(pool);
        }

        @Override
        public long retainedBytes() {
            return TidepoolSubjects.retainedBytes(pool);
        }

        @Override
        public void turn() {
            tide.tick();
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    record FixedArrays(Pool<byte[]> pool, int length, Tide tide) implements ArraySubject {

        @Override
        public byte[] get(int size) {
            return pool.get();
        }

        @Override
        public void put(byte[] buffer) {
            pool.put(buffer);
        }

        @Override
        public long made() {
            return pool.stats().misses();
        }

        @Override
        public long retainedBytes() {
            return pool.stats().retained() * length;
        }

        @Override
        public void turn() {
            tide.tick();
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
