// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.List;
import java.util.Set;

/**
 * Where a checked pool was called, and by which thread. A {@link Throwable}, so that it can stand
 * as the cause of the error that tells of it.
 */
final class Trace extends Throwable {

    private static final long serialVersionUID = 1L;
    private static final Set<String> OWN_CLASSES = Set.of(Trace.class.getName(),
            CheckedPool.class.getName(), CheckedLease.class.getName(), BoundedPool.class.getName(),
            Claims.class.getName(), BoundedLease.class.getName(),
            ClassedBufferPool.class.getName());

    /**
     * Records the current stack.
     *
     * @param what was done, as a past participle
     */
    Trace(String what) {
        super(what + " by thread " + Thread.currentThread().getName());
    }

    /** The caller's frames, innermost first. */
    List<StackTraceElement> frames() {
        StackTraceElement[] all = getStackTrace();
        int first = 0;
        while (first < all.length - 1 && OWN_CLASSES.contains(all[first].getClassName())) {
            first++;
        }
        return List.of(all).subList(first, all.length);
    }

    /** For a message: "put by thread main at Class.method(File.java:12)". */
    String describe() {
        List<StackTraceElement> frames = frames();
        return getMessage() + (frames.isEmpty() ? "" : " at " + frames.getFirst());
    }
}
