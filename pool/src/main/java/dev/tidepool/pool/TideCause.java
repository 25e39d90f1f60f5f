// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/** Why a tide ticked. */
enum TideCause {
    /** {@link Tide#tick} was called. */
    CALL,
    /** The collector ran. */
    COLLECTION,
    /** The collector did not run for long. */
    IDLE,
    /** The heap stayed nearly full. */
    PRESSURE,
    /** The period of {@link Tide#every} passed. */
    PERIOD
}
