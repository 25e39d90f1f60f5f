// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * Tests of an allocator that frees whatever it allocates: after each, nothing may be left and the
 * books must balance.
 */
@ExtendWith(RefusedMemory.class)
abstract class AllocatorContract {

    /** Reserving portable memory means writing it all, so the tests of a class share one. */
    private static @Nullable SpanAllocator portable;

    @Parameter
    Setting setting;

    SpanAllocator allocator;

    @BeforeEach
    void openAllocator() {
        if (setting.memory() == Setting.Memory.SYSTEM) {
            allocator = setting.open();
        } else {
            if (portable == null) {
                portable = setting.open();
            }
            allocator = portable;
        }
    }

    @AfterEach
    void nothingIsLeftAndTheBooksBalance() {
        boolean clean = false;
        try {
            SpanStats stats = Accounts.assertExact(allocator);
            assertEquals(0, stats.liveBlocks(), "blocks left");
            assertEquals(0, stats.live(), "bytes left");
            clean = true;
        } finally {
            if (!clean || setting.memory() == Setting.Memory.SYSTEM) {
                allocator.close();
                portable = null;
            }
        }
    }

    @AfterParameterizedClassInvocation
    static void closeWhatTheTestsShared() {
        if (portable != null) {
            portable.close();
            portable = null;
        }
    }
}
