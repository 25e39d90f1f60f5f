// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.infra.Blackhole;
import org.jspecify.annotations.Nullable;

/** No pool, and the caches that people write with what the JDK has. */
final class HandMadeSubjects {

    private HandMadeSubjects() {}

    private static Payload make(LongAdder makes) {
        makes.increment();
        return new Payload();
    }

    /** The baseline: a new object each time. Counting them would be what is measured. */
    record Fresh() implements Subject<Payload> {

        @Override
        public Payload get() {
            return new Payload();
        }

        @Override
        public void put(Payload payload) {}

        @Override
        public void touch(Payload payload, Blackhole hole) {
            payload.touched++;
            hole.consume(payload);
        }

        @Override
        public long made() {
            return UNKNOWN;
        }

        @Override
        public long retained() {
            return 0;
        }
    }

    /** No pool at all: one object that everybody uses. What remains is the benchmark itself. */
    record Constant(Payload payload) implements Subject<Payload> {

        @Override
        public Payload get() {
            return payload;
        }

        @Override
        public void put(Payload ignored) {}

        @Override
        public void touch(Payload used, Blackhole hole) {
            hole.consume(used); // not written: it is shared
        }

        @Override
        public long made() {
            return UNKNOWN;
        }

        @Override
        public long retained() {
            return 0;
        }
    }

    /** One object per thread that never leaves its ThreadLocal; nested use would share it. */
    record ThreadLocalSingle(ThreadLocal<Payload> local, LongAdder makes)
            implements PayloadSubject<Payload> {

        static ThreadLocalSingle open() {
            LongAdder makes = new LongAdder();
            return new ThreadLocalSingle(ThreadLocal.withInitial(() -> make(makes)), makes);
        }

        @Override
        public Payload get() {
            return local.get();
        }

        @Override
        public void put(Payload payload) {}

        @Override
        public long retained() {
            return UNKNOWN;
        }
    }

    /** A stack per thread, without a bound, as most such caches are. */
    record ThreadLocalDeque(
            ThreadLocal<ArrayDeque<Payload>> local,
            Queue<WeakReference<ArrayDeque<Payload>>> deques,
            LongAdder makes)
            implements PayloadSubject<Payload> {

        static ThreadLocalDeque open() {
            Queue<WeakReference<ArrayDeque<Payload>>> deques = new ConcurrentLinkedQueue<>();
            return new ThreadLocalDeque(
                    ThreadLocal.withInitial(() -> register(deques)), deques, new LongAdder());
        }

        private static ArrayDeque<Payload> register(
                Queue<WeakReference<ArrayDeque<Payload>>> deques) {
            ArrayDeque<Payload> deque = new ArrayDeque<>();
            // On virtual threads the book-keeping would dwarf what is measured.
            if (!Thread.currentThread().isVirtual()) {
                deques.add(new WeakReference<>(deque));
            }
            return deque;
        }

        @Override
        public Payload get() {
            Payload payload = local.get().pollLast();
            return payload != null ? payload : make(makes);
        }

        @Override
        public void put(Payload payload) {
            local.get().addLast(payload);
        }

        @Override
        public long retained() {
            return deques.stream().mapToLong(HandMadeSubjects::sizeOf).sum();
        }
    }

    private static long sizeOf(WeakReference<ArrayDeque<Payload>> reference) {
        @Nullable ArrayDeque<Payload> deque = reference.get();
        return deque == null ? 0 : deque.size();
    }

    /** A queue of the JDK shared by all threads. */
    record SharedQueue(Queue<Payload> queue, LongAdder makes) implements PayloadSubject<Payload> {

        static SharedQueue linked() {
            return new SharedQueue(new ConcurrentLinkedQueue<>(), new LongAdder());
        }

        static SharedQueue bounded(int capacity) {
            return new SharedQueue(new ArrayBlockingQueue<>(capacity), new LongAdder());
        }

        @Override
        public Payload get() {
            Payload payload = queue.poll();
            return payload != null ? payload : make(makes);
        }

        @Override
        public void put(Payload payload) {
            queue.offer(payload);
        }

        @Override
        public long retained() {
            return queue.size();
        }
    }
}
