// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A token by which the collector tells that arenas have leaked, for many arenas at a time.
 *
 * <p>Each arena holds the epoch it was opened in, and so does its session, which has the epoch for
 * a cleanup that does nothing. Whoever can reach the arena or a segment of it keeps the epoch
 * alive. The pool knows it weakly only. So when the epoch cannot be reached, every arena that still
 * has one of its {@link Slots} can never be closed or accessed any more, and its memory is given
 * back.
 */
final class Epoch implements Consumer<MemorySegment> {

    /** Runs reclaims; one daemon thread for all pools. */
    private static final Cleaner CLEANER = Cleaner.create();

    final Slots slots;
    private final Cleaner.Cleanable watch;

    private Epoch(Slots slots) {
        this.slots = slots;
        watch = CLEANER.register(this, slots);
    }

    /** {@return an epoch that is watched from now on} */
    static Epoch begin(Slots slots) {
        return new Epoch(slots);
    }

    /** Ends the watch, after the last slot has been given back. */
    void end() {
        watch.clean();
    }

    /** Gives up the one place of an epoch whose arena did not come about, if it got that far. */
    static boolean giveUp(@Nullable Epoch epoch, @Nullable Chunks chunks) {
        if (epoch == null || chunks == null) {
            return false;
        }
        epoch.slots.giveUp(chunks);
        epoch.end();
        return true;
    }

    /** {@return a watch of something else that shows leaks} */
    static Cleaner.Cleanable watch(Object token, Runnable action) {
        return CLEANER.register(token, action);
    }

    /** What a session does with its epoch when it is closed: nothing. */
    @Override
    public void accept(MemorySegment segment) {
    }
}
