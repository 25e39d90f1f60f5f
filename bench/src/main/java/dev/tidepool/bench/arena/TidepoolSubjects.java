// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import dev.tidepool.arena.ArenaPool;
import dev.tidepool.arena.PooledArena;
import dev.tidepool.arena.SharedLease;
import dev.tidepool.arena.Zeroing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jmh.infra.Blackhole;

/** What is measured. */
final class TidepoolSubjects {

    private TidepoolSubjects() {}

    private static ArenaPool pool(Zeroing zeroing) {
        return ArenaPool.builder().zeroing(zeroing).build();
    }

    static Subject confined(String name) {
        return new Confined(name, pool(Zeroing.ON_ALLOCATE));
    }

    static Subject wiping(String name) {
        return new Confined(name, pool(Zeroing.ON_CLOSE));
    }

    static Subject uninitialized(String name) {
        return new Uninitialized(name, pool(Zeroing.ON_ALLOCATE));
    }

    static Subject shared(String name) {
        return new Shared(name, pool(Zeroing.ON_ALLOCATE));
    }

    /** The parent belongs to the thread that first uses the subject. */
    static Subject child(String name) {
        ArenaPool pool = pool(Zeroing.ON_ALLOCATE);
        PooledArena parent = pool.confined();
        parent.allocate(1); // With nothing in it it would have no block to lend.
        return new Child(name, pool, parent);
    }

    static Subject lease(String name) {
        return new Lease(name, pool(Zeroing.ON_ALLOCATE));
    }

    private record Confined(String name, ArenaPool pool) implements LifetimeSubject<PooledArena> {

        @Override
        public PooledArena open() {
            return pool.confined();
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    private record Uninitialized(String name, ArenaPool pool)
            implements LifetimeSubject<PooledArena> {

        @Override
        public PooledArena open() {
            return pool.confined();
        }

        @Override
        public MemorySegment allocate(PooledArena arena, long size) {
            return arena.allocateUninitialized(size, ALIGNMENT);
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    private record Child(String name, ArenaPool pool, PooledArena parent)
            implements LifetimeSubject<PooledArena> {

        @Override
        public PooledArena open() {
            return parent.child();
        }

        @Override
        public void close() {
            parent.close();
            pool.close();
        }
    }

    private record Shared(String name, ArenaPool pool)
            implements LifetimeSubject<PooledArena>, TravelSubject<Arena> {

        @Override
        public PooledArena open() {
            return pool.shared();
        }

        @Override
        public Arena send(long size) {
            PooledArena arena = open();
            allocate(arena, size).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            return arena;
        }

        @Override
        public void end(Arena sent) {
            sent.close();
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    private record Lease(String name, ArenaPool pool) implements TravelSubject<SharedLease> {

        /**
         * A loop that does nothing but lease can outrun the thread that ends scopes. What a program
         * would do then is part of the price: wait.
         */
        @SuppressWarnings("ThreadPriorityCheck")
        private SharedLease open(long size) {
            while (true) {
                try {
                    return pool.lease(size, ALIGNMENT);
                } catch (OutOfMemoryError e) {
                    Thread.yield();
                }
            }
        }

        @Override
        public void inlined(long size, int count, Blackhole hole) {
            for (int i = 0; i < count; i++) {
                try (SharedLease lease = open(size)) {
                    MemorySegment block = lease.segment();
                    block.set(ValueLayout.JAVA_BYTE, 0, (byte) i);
                    hole.consume(block.get(ValueLayout.JAVA_BYTE, size - 1));
                }
            }
        }

        @Override
        public void escaping(long size, int count, Blackhole hole) {
            for (int i = 0; i < count; i++) {
                try (SharedLease lease = open(size)) {
                    Crossing.touch(lease.segment(), hole);
                }
            }
        }

        @Override
        public SharedLease send(long size) {
            SharedLease lease = open(size);
            lease.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            return lease;
        }

        @Override
        public void end(SharedLease sent) {
            sent.close();
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
