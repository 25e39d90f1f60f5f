// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.Detection;
import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;

/**
 * A way to use an allocator wrongly, or at the edge of what is allowed.
 *
 * @param act throws what the allocator throws, else says what happened
 * @param basic what the profiles for everyday use promise
 * @param hardened what HARDENED promises
 * @param debug what DEBUG promises
 */
record Misuse(String name, Act act, Promise basic, Promise hardened, Promise debug) {

    static final int SIZE = 100;
    static final int OTHERS = 1024;
    static final int MANY = 1 << 18;
    private static final int LOOK = 1 << 12;

    static final Promise ILLEGAL_STATE = Promise.thrown(IllegalStateException.class);
    static final Promise ILLEGAL_ARGUMENT = Promise.thrown(IllegalArgumentException.class);
    static final Promise OUT_OF_BOUNDS = Promise.thrown(IndexOutOfBoundsException.class);
    static final Promise WRITE_COUNTED = Promise.counted(Detection.WRITE_AFTER_FREE);
    static final Promise NOT_BEFORE_CLOSE =
            Promise.notDetected("access after free: not before close (SpanAllocator)");
    static final Promise WHEN_REUSED =
            Promise.notDetected("writes are found when the slot is reused (SpanAllocator)");
    static final Promise DEBUG_ONLY =
            Promise.notDetected("beyond a block by address: DEBUG only (SpanAllocator)");
    static final Promise NOTHING = Promise.notDetected("nothing is wrong");

    /** The misuse itself. */
    interface Act {
        String on(SpanAllocator allocator);
    }

    /** The same promise in every profile. */
    static Misuse always(String name, Promise promise, Act act) {
        return new Misuse(name, act, promise, promise, promise);
    }

    Promise promise(Profile profile) {
        return switch (profile) {
            case HARDENED -> hardened;
            case DEBUG -> debug;
            default -> basic;
        };
    }

    static String freed(SpanAllocator allocator, long address) {
        allocator.freeAddress(address);
        return Promise.NOT_DETECTED;
    }

    /**
     * Makes pairs until something was counted, because a quarantine lets go of the old only when
     * new ones come.
     */
    static String afterPairs(SpanAllocator allocator, int most, long size) {
        for (int i = 1; i <= most; i++) {
            allocator.freeAddress(allocator.allocateAddress(size));
            if (i % LOOK == 0
                    && allocator.stats().detections().values().stream().anyMatch(n -> n > 0)) {
                break;
            }
        }
        return Promise.NOT_DETECTED;
    }

    /** Allocates until an address comes again, and frees it for its first owner. */
    static String freedAfterReuse(SpanAllocator allocator, long address, int others, long size) {
        for (int i = 0; i < others; i++) {
            if (allocator.allocateAddress(size) == address) {
                allocator.freeAddress(address);
                return Promise.NOT_DETECTED
                        + ": another block lost its memory (after " + i + " others)";
            }
        }
        return freed(allocator, address);
    }
}
