// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/** A pooled object: its identity, and what the hooks of a {@link PoolModel} are to do with it. */
final class Thing {

    /** How a put of it ends. */
    enum Nature {
        GOOD,
        /** {@code retainIf} says no. */
        REFUSED,
        /** {@code retainIf} throws. */
        UNTELLABLE,
        /** {@code reset} throws. */
        SPOILED
    }

    final int number;
    Nature nature = Nature.GOOD;
    long size;

    Thing(int number, long size) {
        this.number = number;
        this.size = size;
    }

    @Override
    public String toString() {
        return "thing " + number + " of " + size + " bytes";
    }
}
