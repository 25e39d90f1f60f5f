// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

/** What is done for an event. A JVM has one kind of it only, which the compiler sees. */
interface Hand {

    void allocate(int place, int size, int alignment);

    void free(int place);

    void reallocate(int place, int size);

    /** Frees what the trace never frees. */
    void freeRest();
}
