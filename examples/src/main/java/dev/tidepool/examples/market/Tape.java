// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import java.nio.ByteBuffer;

/** Where updates go: counts them and keeps a checksum, in place of a network. */
public final class Tape {

    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private long updates;
    private long checksum;

    /** Takes what an encoder has written, from 0 to the position. */
    void publish(ByteBuffer encoded) {
        int end = encoded.position();
        for (int at = 0; at < end; at += Long.BYTES) {
            checksum = (checksum ^ encoded.getLong(at)) * FACTOR;
            checksum ^= checksum >>> 32;
        }
        updates += end / Encoder.LENGTH;
    }

    public long updates() {
        return updates;
    }

    /** {@return a number that depends on every byte and on their order} */
    public long checksum() {
        return checksum;
    }
}
