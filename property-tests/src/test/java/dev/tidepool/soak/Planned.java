// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

/** Thrown on purpose, by hooks and by workers that are to die of it. */
final class Planned extends RuntimeException {

    private static final long serialVersionUID = 1;

    Planned(String where) {
        super("planned: " + where, null, false, false);
    }
}
