// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import dev.tidepool.bench.span.GlibcSubject;
import dev.tidepool.bench.span.Memory;
import dev.tidepool.bench.span.NettySubject;
import io.netty.buffer.ByteBuf;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Memory without lifetimes: blocks are allocated, and then freed one by one. Nothing refuses access
 * to them after that. Single-threaded; a list of blocks is kept, as a program would have to.
 */
final class MallocSubjects {

    static final int MOST_BLOCKS = 100;

    private MallocSubjects() {}

    /** The list. */
    private static final class Places {
        final long[] addresses = new long[MOST_BLOCKS];
        final ByteBuf[] buffers = new ByteBuf[MOST_BLOCKS];
    }

    /** The C library's through critical downcalls. */
    record Glibc(String name, GlibcSubject library, boolean zeroed, Places blocks)
            implements Subject {

        static Glibc malloc(String name) {
            return new Glibc(name, new GlibcSubject(), false, new Places());
        }

        static Glibc calloc(String name) {
            return new Glibc(name, new GlibcSubject(), true, new Places());
        }

        @Override
        public void inlined(long size, int count, Blackhole hole) {
            fill(size, count, hole);
            free(count);
        }

        @Override
        public void escaping(long size, int count, Blackhole hole) {
            Crossing.fill(this, size, count, hole);
            free(count);
        }

        void fill(long size, int count, Blackhole hole) {
            for (int i = 0; i < count; i++) {
                long block = zeroed ? library.allocateZeroed(size) : library.allocate(size);
                hole.consume(Memory.touch(block));
                blocks.addresses[i] = block;
            }
        }

        private void free(int count) {
            for (int i = 0; i < count; i++) {
                library.free(blocks.addresses[i]);
            }
        }
    }

    /** Netty's pooled direct buffers, cached on every thread, not zeroed. */
    record Netty(String name, NettySubject allocator, Places blocks) implements Subject {

        static Netty cached(String name) {
            return new Netty(name, NettySubject.pooledCached(), new Places());
        }

        @Override
        public void inlined(long size, int count, Blackhole hole) {
            fill(size, count, hole);
            free(count);
        }

        @Override
        public void escaping(long size, int count, Blackhole hole) {
            Crossing.fill(this, size, count, hole);
            free(count);
        }

        void fill(long size, int count, Blackhole hole) {
            for (int i = 0; i < count; i++) {
                ByteBuf block = allocator.allocate(size);
                hole.consume(Memory.touch(allocator.address(block)));
                blocks.buffers[i] = block;
            }
        }

        private void free(int count) {
            for (int i = 0; i < count; i++) {
                allocator.free(blocks.buffers[i]);
            }
        }
    }
}
