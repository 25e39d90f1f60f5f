// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The tallies of one generation. They hold no pooled object, so they may be kept after the
 * generation is dropped; then {@code puts - takes} is what was evicted with it.
 *
 * <p>Thread-safe; a tally is added once for each cache.
 */
final class Books {

    private final Queue<Tally> tallies = new ConcurrentLinkedQueue<>();

    Tally add(Tally tally) {
        tallies.add(tally);
        return tally;
    }

    long takes() {
        long sum = 0;
        for (Tally tally : tallies) {
            sum += tally.takes();
        }
        return sum;
    }

    long puts() {
        long sum = 0;
        for (Tally tally : tallies) {
            sum += tally.puts();
        }
        return sum;
    }

    long bytes() {
        long sum = 0;
        for (Tally tally : tallies) {
            sum += tally.bytes();
        }
        return sum;
    }
}
