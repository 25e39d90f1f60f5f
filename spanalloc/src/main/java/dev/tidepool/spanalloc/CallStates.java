// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Where downcalls leave the system's error code. A call under way holds one state, and states are
 * used again: to allocate one for each call could fail just when unmapping is what would help.
 */
final class CallStates {

    private final StructLayout layout = Linker.Option.captureStateLayout();
    private final Queue<MemorySegment> unused = new ConcurrentLinkedQueue<>();
    private final String name;
    private final long codeOffset;

    /**
     * Makes states for one kind of error code.
     *
     * @param name {@code errno} or {@code GetLastError}
     */
    CallStates(String name) {
        this.name = name;
        this.codeOffset = layout.byteOffset(PathElement.groupElement(name));
    }

    /** {@return what a function must be linked with, to take a state as its first argument} */
    Linker.Option option() {
        return Linker.Option.captureCallState(name);
    }

    MemorySegment take() {
        MemorySegment state = unused.poll();
        return state != null ? state : Arena.global().allocate(layout);
    }

    int code(MemorySegment state) {
        return state.get(ValueLayout.JAVA_INT, codeOffset);
    }

    void giveBack(MemorySegment state) {
        unused.add(state);
    }

    /** {@return what to throw instead of whatever the handle of a C function threw} */
    static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException exception
                ? exception
                : new IllegalStateException(thrown);
    }
}
