// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

/** What one thread does with one {@link Part}, and holds of it. */
interface Session {

    /** An operation, or a few. */
    void step(Load load);

    /** The thread may wait for long: ends what others might wait for. */
    default void pause() {
    }

    /** Gives everything back. */
    void leave();

    /** The thread dies without giving anything back. */
    void abandon();
}
