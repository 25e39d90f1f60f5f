// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** What people write without a library. */
final class HandMadeSubjects {

    private HandMadeSubjects() {}

    /** A blocking queue, not fair, filled in advance. */
    record Queue(BlockingQueue<Payload> queue, int capacity) implements PlainSubject {

        static Queue open(int capacity) {
            BlockingQueue<Payload> queue = new ArrayBlockingQueue<>(capacity);
            for (int i = 0; i < capacity; i++) {
                queue.add(new Payload());
            }
            return new Queue(queue, capacity);
        }

        @Override
        public Payload claim() throws InterruptedException {
            return queue.take();
        }

        @Override
        public void release(Payload payload) {
            queue.add(payload);
        }

        @Override
        public long made() {
            return capacity;
        }

        @Override
        public long idle() {
            return queue.size();
        }
    }

    /** A semaphore, not fair, before a queue of what is idle; objects are made when needed. */
    record Permits(Semaphore permits, ConcurrentLinkedQueue<Payload> queue, LongAdder makes)
            implements PlainSubject {

        static Permits open(int capacity) {
            return new Permits(
                    new Semaphore(capacity), new ConcurrentLinkedQueue<>(), new LongAdder());
        }

        @Override
        public Payload claim() throws InterruptedException {
            permits.acquire();
            Payload idle = queue.poll();
            return idle != null ? idle : make();
        }

        private Payload make() {
            makes.increment();
            return new Payload();
        }

        /** In this order, so that who has a permit finds an object if all have been made. */
        @Override
        public void release(Payload payload) {
            queue.add(payload);
            permits.release();
        }

        @Override
        public long made() {
            return makes.sum();
        }

        @Override
        public long idle() {
            return queue.size();
        }
    }

    /** One object that everybody uses at once. What remains is the benchmark itself. */
    record Constant(Payload payload) implements PlainSubject {

        @Override
        public Payload claim() {
            return payload;
        }

        @Override
        public void release(Payload payload) {}

        @Override
        public long made() {
            return UNKNOWN;
        }

        @Override
        public long idle() {
            return UNKNOWN;
        }
    }
}
