// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import org.apache.lucene.util.ByteBlockPool;
import org.apache.lucene.util.RecyclingByteBlockAllocator;

/**
 * Lucene's recycler of blocks of 32 KiB, for one thread. It takes back slices of an array of
 * blocks, which its users have anyway.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares subjects.
record LuceneSubject(RecyclingByteBlockAllocator allocator, byte[][] slot) implements ArraySubject {

    static LuceneSubject open() {
        return new LuceneSubject(new RecyclingByteBlockAllocator(), new byte[1][]);
    }

    @Override
    public byte[] get(int size) {
        if (size > ByteBlockPool.BYTE_BLOCK_SIZE) {
            throw new IllegalArgumentException("larger than a block: " + size);
        }
        return allocator.getByteBlock();
    }

    @Override
    public void put(byte[] block) {
        slot[0] = block;
        allocator.recycleByteBlocks(slot, 0, 1);
    }

    /** Without those it let go of, which is none up to 64 blocks. */
    @Override
    public long made() {
        return allocator.bytesUsed() / ByteBlockPool.BYTE_BLOCK_SIZE;
    }

    @Override
    public long retainedBytes() {
        return (long) allocator.numBufferedBlocks() * ByteBlockPool.BYTE_BLOCK_SIZE;
    }
}
