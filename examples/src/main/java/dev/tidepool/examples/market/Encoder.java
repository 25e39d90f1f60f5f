// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import java.nio.ByteBuffer;

/** Writes the best bid and offer. */
final class Encoder {

    /** Bytes of an update. */
    static final int LENGTH = 4 * Long.BYTES;

    private Encoder() {}

    static void write(ByteBuffer buffer, long bidPrice, long bidQuantity, long askPrice,
            long askQuantity) {
        buffer.putLong(bidPrice).putLong(bidQuantity).putLong(askPrice).putLong(askQuantity);
    }
}
