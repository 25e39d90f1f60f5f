// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Hardening} knows of each slot of a span. A slot's bit is set by the one thread that
 * may free its block, and cleared just before the slot is handed out again: all that time the slot
 * is free to the user, whether it waits in the quarantine or not.
 */
final class SlotNotes {

    private static final VarHandle WORDS =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

    private final long[] quarantined;
    private final @Nullable Throwable[] allocatedAt;
    private final @Nullable Throwable[] freedAt;

    SlotNotes(int slots, boolean traced) {
        quarantined = new long[(slots + 63) >>> 6];
        allocatedAt = new Throwable[traced ? slots : 0];
        freedAt = new Throwable[traced ? slots : 0];
    }

    /** {@return whether this thread is the one to free the block} */
    boolean free(int slot) {
        long bit = 1L << slot;
        return ((long) WORDS.getAndBitwiseOr(quarantined, slot >>> 6, bit) & bit) == 0;
    }

    /** Ends the time in which a slot is free. */
    void hand(int slot) {
        long bit = 1L << slot;
        if ((quarantined(slot >>> 6) & bit) != 0
                && ((long) WORDS.getAndBitwiseAnd(quarantined, slot >>> 6, ~bit) & bit) == 0) {
            throw new IllegalStateException("slot " + slot + " was handed out by two threads");
        }
    }

    boolean isFree(int slot) {
        return (quarantined(slot >>> 6) & 1L << slot) != 0;
    }

    long quarantined(int w) {
        return (long) WORDS.getVolatile(quarantined, w);
    }

    void allocated(int slot) {
        if (allocatedAt.length > 0) {
            allocatedAt[slot] = new Throwable("allocated by " + Thread.currentThread());
            freedAt[slot] = null;
        }
    }

    void freed(int slot) {
        if (freedAt.length > 0) {
            freedAt[slot] = new Throwable("freed by " + Thread.currentThread());
        }
    }

    @Nullable Throwable allocatedAt(int slot) {
        return allocatedAt.length > 0 ? allocatedAt[slot] : null;
    }

    @Nullable Throwable freedAt(int slot) {
        return freedAt.length > 0 ? freedAt[slot] : null;
    }
}
