// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

/**
 * A subject whose memory any thread may give back.
 *
 * @param <T> what travels between threads
 */
interface TravelSubject<T> extends Subject {

    /** {@return memory that has been touched} */
    T send(long size);

    void end(T sent);
}
