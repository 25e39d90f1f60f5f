// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/** A pooled object with plain fields, which its last holder wrote before the put. */
final class Cargo {

    int first;
    int second;
    long third;
    int[] fourth;

    /** What a holder does before the put. */
    Cargo fill() {
        first = 1;
        second = 2;
        third = 3;
        fourth = new int[] {4};
        return this;
    }

    /** What the next holder sees: nothing to hold, or all that was written, or less. */
    static String seen(Cargo cargo) {
        if (cargo == null) {
            return "nothing";
        }
        int[] array = cargo.fourth;
        boolean whole = cargo.first == 1 && cargo.second == 2 && cargo.third == 3
                && array != null && array[0] == 4;
        return whole ? "whole" : "torn";
    }
}
