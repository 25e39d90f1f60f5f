// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import java.nio.ByteBuffer;

/** No pool at all: the baselines. */
final class FreshSubjects {

    private FreshSubjects() {}

    /** A new array each time. Counting them would be what is measured. */
    record Arrays() implements ArraySubject {

        @Override
        public byte[] get(int size) {
            return new byte[size];
        }

        @Override
        public void put(byte[] buffer) {}

        @Override
        public long made() {
            return UNKNOWN;
        }

        @Override
        public long retainedBytes() {
            return 0;
        }
    }

    /** A new buffer each time; memory of direct ones is freed by the collector. */
    record ByteBuffers(boolean direct) implements ByteBufferSubject {

        @Override
        public ByteBuffer get(int size) {
            return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        }

        @Override
        public void put(ByteBuffer buffer) {}

        @Override
        public long made() {
            return UNKNOWN;
        }

        @Override
        public long retainedBytes() {
            return 0;
        }
    }

    /** One array that everybody uses at once. What remains is the benchmark itself. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares subjects.
    record Constant(byte[] array) implements ArraySubject {

        static Constant open() {
            return new Constant(new byte[Subjects.LARGEST]);
        }

        @Override
        public byte[] get(int size) {
            return array;
        }

        @Override
        public void put(byte[] buffer) {}

        @Override
        public long made() {
            return UNKNOWN;
        }

        @Override
        public long retainedBytes() {
            return UNKNOWN;
        }
    }
}
