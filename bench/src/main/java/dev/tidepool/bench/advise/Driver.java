// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

/** One question about one class; its only implementation in a JVM is generated. */
public interface Driver {

    /** Does it so many times. */
    void run(int times);

    /** {@return how often a pool found nothing so far} */
    default long misses() {
        return 0;
    }

    /** {@return the exception of a factory or method, for throwing} */
    static RuntimeException unchecked(Exception e) {
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
}
