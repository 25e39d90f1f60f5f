// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The caches of arrays that people write with what the JDK has; none has a bound. */
final class HandMadeSubjects {

    private static final int CLASSES = 31;

    private HandMadeSubjects() {}

    /** {@return the exponent of the least power of two that is not below the size} */
    private static int classOf(int size) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
    }

    private static byte[] make(int length, LongAdder makes) {
        makes.increment();
        return new byte[length];
    }

    /**
     * One array per thread that grows to the largest asked for and never leaves its ThreadLocal;
     * nested use would share it.
     */
    record ThreadLocalGrowing(ThreadLocal<byte[]> local, LongAdder makes) implements ArraySubject {

        static ThreadLocalGrowing open() {
            return new ThreadLocalGrowing(
                    ThreadLocal.withInitial(() -> new byte[0]), new LongAdder());
        }

        @Override
        public byte[] get(int size) {
            byte[] array = local.get();
            if (array.length < size) {
                array = make(size, makes);
                local.set(array);
            }
            return array;
        }

        @Override
        public void put(byte[] buffer) {}

        @Override
        public long made() {
            return makes.sum();
        }

        @Override
        public long retainedBytes() {
            return UNKNOWN;
        }
    }

    /** A thread's stacks, one for each power of two. */
    static final class Stacks {
        private final ArrayDeque<byte[]>[] stacks;

        @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a generic type.
        Stacks() {
            stacks = new ArrayDeque[CLASSES];
            for (int i = 0; i < CLASSES; i++) {
                stacks[i] = new ArrayDeque<>();
            }
        }

        ArrayDeque<byte[]> of(int size) {
            return stacks[classOf(size)];
        }

        long bytes() {
            return Stream.of(stacks)
                    .flatMap(ArrayDeque::stream)
                    .mapToLong(array -> array.length)
                    .sum();
        }
    }

    /** Stacks per thread. */
    record ThreadLocalDeques(
            ThreadLocal<Stacks> local, Queue<WeakReference<Stacks>> all, LongAdder makes)
            implements ArraySubject {

        static ThreadLocalDeques open() {
            Queue<WeakReference<Stacks>> all = new ConcurrentLinkedQueue<>();
            return new ThreadLocalDeques(
                    ThreadLocal.withInitial(() -> register(all)), all, new LongAdder());
        }

        private static Stacks register(Queue<WeakReference<Stacks>> all) {
            Stacks stacks = new Stacks();
            // On virtual threads the book-keeping would dwarf what is measured.
            if (!Thread.currentThread().isVirtual()) {
                all.add(new WeakReference<>(stacks));
            }
            return stacks;
        }

        @Override
        public byte[] get(int size) {
            byte @Nullable [] array = local.get().of(size).pollLast();
            return array != null ? array : make(1 << classOf(size), makes);
        }

        @Override
        public void put(byte[] buffer) {
            local.get().of(buffer.length).addLast(buffer);
        }

        @Override
        public long made() {
            return makes.sum();
        }

        /** Without those of virtual threads; only while their owners rest. */
        @Override
        public long retainedBytes() {
            return all.stream()
                    .map(WeakReference::get)
                    .filter(Objects::nonNull)
                    .mapToLong(Stacks::bytes)
                    .sum();
        }
    }

    /** A queue for each power of two, shared by all threads. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares subjects.
    record ConcurrentQueues(ConcurrentLinkedQueue<byte[]>[] queues, LongAdder makes)
            implements ArraySubject {

        @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a generic type.
        static ConcurrentQueues open() {
            ConcurrentLinkedQueue<byte[]>[] queues = new ConcurrentLinkedQueue[CLASSES];
            for (int i = 0; i < CLASSES; i++) {
                queues[i] = new ConcurrentLinkedQueue<>();
            }
            return new ConcurrentQueues(queues, new LongAdder());
        }

        @Override
        public byte[] get(int size) {
            int sizeClass = classOf(size);
            byte @Nullable [] array = queues[sizeClass].poll();
            return array != null ? array : make(1 << sizeClass, makes);
        }

        @Override
        public void put(byte[] buffer) {
            queues[classOf(buffer.length)].offer(buffer);
        }

        @Override
        public long made() {
            return makes.sum();
        }

        @Override
        public long retainedBytes() {
            return Stream.of(queues)
                    .flatMap(ConcurrentLinkedQueue::stream)
                    .mapToLong(array -> array.length)
                    .sum();
        }
    }
}
