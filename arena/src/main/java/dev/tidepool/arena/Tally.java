// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What one platform thread did with confined arenas. Written by this thread alone. */
final class Tally {

    private static final VarHandle OPENED = field("opened");
    private static final VarHandle CLOSED = field("closed");
    private static final VarHandle HELD = field("held");

    private long opened;
    private long closed;
    private long held;

    /**
     * Counts an arena before it looks whether the pool is closed. Opaque: the closer reads it after
     * a handshake with all threads, so either it finds the count or the opener finds the pool
     * closed, see {@link Ground#close}.
     */
    void countOpenedOpaque() {
        OPENED.setOpaque(this, opened + 1);
    }

    /** Counts memory taken; a hint for statistics. */
    void countHeld(long bytes) {
        HELD.setOpaque(this, held + bytes);
    }

    /**
     * Counts an arena whose memory has gone back. Pairs with {@link #closedAcquire}: who counts it
     * finds the memory given back.
     */
    void countClosedRelease(long bytes) {
        HELD.setOpaque(this, held - bytes);
        CLOSED.setRelease(this, closed + 1);
    }

    /** Pairs with {@link #countClosedRelease}. */
    long closedAcquire() {
        return (long) CLOSED.getAcquire(this);
    }

    long openedOpaque() {
        return (long) OPENED.getOpaque(this);
    }

    long heldOpaque() {
        return (long) HELD.getOpaque(this);
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(Tally.class, name, long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
