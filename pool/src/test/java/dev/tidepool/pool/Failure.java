// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.CountDownLatch;

/** Ways to fail or to wait inside a hook. */
final class Failure {

    private Failure() {
    }

    /** Throws anything from anywhere; stands where a value of any type is expected. */
    @SuppressWarnings("unchecked")
    static <R, X extends Throwable> R sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
