// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

/** A check that failed: which one, and the numbers. */
final class SoakFault extends AssertionError {

    private static final long serialVersionUID = 1;

    private final String check;

    SoakFault(String check, String numbers, Throwable cause) {
        super(numbers, cause);
        this.check = check;
    }

    String check() {
        return check;
    }
}
