// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.spanalloc.internal.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What a user registers on a scope with {@link MemorySegment#reinterpret}. */
final class Cleanups {

    private static final MemorySegment SOME = Arena.global().allocate(64, 8);

    private Cleanups() {}

    /** Runs it when the arena is closed. */
    static MemorySegment register(Arena arena, Runnable cleanup) {
        return NativeAccess.segment(SOME.address(), 64, arena, segment -> cleanup.run());
    }
}
