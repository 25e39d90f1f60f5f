// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

/** Checks of what was asked for, which come before all others, as in the JDK's arenas. */
final class Requests {

    private Requests() {
    }

    static void check(long byteSize, long byteAlignment) {
        if (byteSize < 0 || byteAlignment <= 0 || (byteAlignment & byteAlignment - 1) != 0) {
            throw bad(byteSize, byteAlignment);
        }
    }

    private static IllegalArgumentException bad(long byteSize, long byteAlignment) {
        return new IllegalArgumentException(
                byteSize < 0
                        ? "size " + byteSize + " is negative"
                        : "alignment " + byteAlignment + " is not a power of two");
    }
}
