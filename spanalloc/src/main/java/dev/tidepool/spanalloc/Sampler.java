// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Chooses the blocks that are guarded. The gaps are geometric, so that no rhythm of the program
 * escapes them. After GWP-ASan (K. Serebryany et al., ICSE-SEIP 2024).
 */
final class Sampler {

    private final long interval;
    private final AtomicLong untilNext;

    /** Makes a sampler with a mean gap in allocated bytes; 0 for none at all. */
    Sampler(long interval) {
        this.interval = interval;
        untilNext = new AtomicLong(gap());
    }

    /** {@return whether a block is to be guarded} */
    boolean samples(long byteSize) {
        if (interval == 0 || untilNext.addAndGet(-byteSize) > 0) {
            return false;
        }
        untilNext.set(gap());
        return true;
    }

    private long gap() {
        double uniform = 1 - ThreadLocalRandom.current().nextDouble();
        return (long) (-Math.log(uniform) * interval);
    }
}
