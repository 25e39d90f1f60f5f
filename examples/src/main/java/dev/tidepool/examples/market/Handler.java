// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import java.lang.foreign.MemorySegment;

/** The line from a packet of messages to the updates that are published. */
public interface Handler {

    /** Handles the messages of a packet, which lies in the feed from one offset to another. */
    void packet(MemorySegment feed, long from, long to);

    /** {@return what was published so far} */
    Tape tape();

    Book book();
}
