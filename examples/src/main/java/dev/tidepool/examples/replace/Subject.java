// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import java.util.concurrent.ThreadFactory;

/**
 * A cache and its replacement.
 *
 * @param name the cache's kind
 * @param before the cache
 * @param after a pool in its place
 * @param onePerThread whether a thread has no more than one object of it
 * @param threads what the threads are that use it
 */
record Subject(
        String name, Side before, Side after, boolean onePerThread, ThreadFactory threads) {

    static Subject of(String name, Side before, Side after) {
        return new Subject(name, before, after, false, Thread::new);
    }

    /** A cache of which each thread has one object. */
    static Subject ofThreads(String name, Side before, Side after) {
        return new Subject(name, before, after, true, Thread::new);
    }

    Subject onThreads(ThreadFactory factory) {
        return new Subject(name, before, after, onePerThread, factory);
    }
}
