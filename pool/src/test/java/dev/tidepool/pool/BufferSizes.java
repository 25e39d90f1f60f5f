// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.ArrayList;
import java.util.List;

/** The capacities of the classes, spelled out as the documentation does. */
final class BufferSizes {
    static final int LARGEST = 1 << 30;
    static final List<Integer> ALL = all();

    private BufferSizes() {
    }

    private static List<Integer> all() {
        var sizes = new ArrayList<Integer>();
        for (int small = 1; small < 8; small++) {
            sizes.add(small);
        }
        for (int power = 8; power < LARGEST; power *= 2) {
            for (int quarter = 0; quarter < 4; quarter++) {
                sizes.add(power + power / 4 * quarter);
            }
        }
        sizes.add(LARGEST);
        return List.copyOf(sizes);
    }

    /** The least capacity of a class that is no less than this. */
    static int classFor(int minCapacity) {
        return ALL.stream().filter(size -> size >= minCapacity).findFirst().orElseThrow();
    }

    static boolean isClass(int capacity) {
        return ALL.contains(capacity);
    }
}
