// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import dev.tidepool.pool.BufferPool;
import java.util.Arrays;

/**
 * Buffers of 64 KiB to 1 MiB, all sizes, a quarter of each written. Fresh ones are zeroed first,
 * and fill the heap after some hundred; from half a region on G1 allocates them apart, as humongous
 * objects.
 */
final class LargeBuffers implements Task {

    static final int OPS = 8;

    private static final int LEAST = 64 << 10;
    private static final int DOUBLINGS = 4;

    private final Buffers buffers;

    LargeBuffers(Variant variant) {
        buffers = switch (variant) {
            case FRESH -> new Fresh();
            case TIDEPOOL -> new Pooled(BufferPool.byteArrays());
            case THREAD_LOCAL -> new Local(ThreadLocal.withInitial(() -> new byte[LEAST]));
        };
    }

    @Override
    public long request(long index) {
        long sum = 0;
        for (int i = 0; i < OPS; i++) {
            sum += fill(Task.mix(index * OPS + i));
        }
        return sum;
    }

    private int fill(long random) {
        int size = size(random);
        byte[] buffer = buffers.take(size);
        int written = size / 4;
        Arrays.fill(buffer, 0, written, (byte) random);
        int sum = buffer[0] + buffer[written / 2] + buffer[written - 1];
        buffers.give(buffer);
        return sum;
    }

    /** Each doubling as often as the others, and each size in it. */
    static int size(long random) {
        int base = LEAST << (int) ((random >>> 62) & (DOUBLINGS - 1));
        return base + (int) (((random & 0xFFFF_FFFFL) * base) >>> 32);
    }

    private interface Buffers {
        byte[] take(int size);

        void give(byte[] buffer);
    }

    private record Fresh() implements Buffers {
        @Override
        public byte[] take(int size) {
            return new byte[size];
        }

        @Override
        public void give(byte[] buffer) {}
    }

    private record Pooled(BufferPool<byte[]> pool) implements Buffers {
        @Override
        public byte[] take(int size) {
            return pool.get(size);
        }

        @Override
        public void give(byte[] buffer) {
            pool.put(buffer);
        }
    }

    /** One buffer for each thread, which grows and stays. */
    private record Local(ThreadLocal<byte[]> held) implements Buffers {
        @Override
        public byte[] take(int size) {
            byte[] buffer = held.get();
            if (buffer.length < size) {
                buffer = new byte[size];
                held.set(buffer);
            }
            return buffer;
        }

        @Override
        public void give(byte[] buffer) {}
    }
}
