// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Faults that the soak plants in itself, to show that it can fail. */
enum Plant {
    NONE(1, "nothing"),
    LEAK_BLOCK(1000, "a block is forgotten instead of freed"),
    LEAK_ARENA(5, "an arena is dropped open"),
    LEAK_NATIVE(1, "32 MiB of native memory are taken at each ebb, for ever"),
    LEAK_HEAP(1, "4 MiB of heap are kept at each ebb, for ever"),
    LEAK_THREAD(1, "4 threads are left waiting at each ebb"),
    LEAK_MAPPING(1, "64 files are mapped at each ebb, for ever"),
    LEAK_DESCRIPTOR(1, "8 files are left open at each ebb"),
    STAMP(100, "a block is written to after its free"),
    DOUBLE_PUT(1000, "an object is put twice, so that two get it"),
    DOUBLE_BUFFER(1000, "a buffer is put twice, so that two get it"),
    LOST_EVICTION(100, "an eviction is not noticed"),
    DOUBLE_EVICTION(100, "an object is evicted twice"),
    DIRTY_ZERO(1000, "zeroed memory is not zero"),
    WRONG_SUM(5, "a partition is a byte off"),
    LOST_PUT(1000, "a put is counted and not made"),
    LOST_LEASE(1000, "a lease is counted as closed and stays open"),
    ACCESS_AFTER_CLOSE(100, "an arena is not closed, as if access after close worked"),
    LOG(10, "a warning is logged that nobody planned"),
    STUCK(500, "a worker never comes back");

    private final int each;
    private final String what;

    Plant(int each, String what) {
        this.each = each;
        this.what = what;
    }

    /** {@return how many times it is asked for until it strikes} */
    int each() {
        return each;
    }

    String what() {
        return what;
    }

    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Plant of(String option) {
        return Arrays.stream(values()).filter(plant -> plant.option().equals(option)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--plant " + option
                        + " is none of " + Arrays.stream(values()).map(Plant::option)
                        .collect(Collectors.joining(", "))));
    }
}
