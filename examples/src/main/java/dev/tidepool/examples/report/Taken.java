// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

/** How many objects of each kind the pipeline has asked for. Written by one thread at a time. */
final class Taken {

    long inputs;
    long buffers;
    long records;
    long deflaters;

    long all() {
        return inputs + buffers + records + deflaters;
    }

    void add(Taken other) {
        inputs += other.inputs;
        buffers += other.buffers;
        records += other.records;
        deflaters += other.deflaters;
    }

    void clear() {
        inputs = 0;
        buffers = 0;
        records = 0;
        deflaters = 0;
    }
}
