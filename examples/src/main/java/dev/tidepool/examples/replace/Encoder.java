// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

/** What all the caches here cache: something with a buffer, too dear to be made for each use. */
class Encoder {

    /** Nothing else is written: the encoders of two threads may be neighbours in memory. */
    private final byte[] buffer = new byte[1024];

    Encoder() {
        Census.add(this);
    }

    /** Writes a number in seven bits a byte. {@return how many bytes that takes} */
    final int encode(long number) {
        int length = 0;
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            buffer[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
        return length;
    }

    /** Forgets the number. */
    final void reset() {
        buffer[0] = 0;
    }
}
