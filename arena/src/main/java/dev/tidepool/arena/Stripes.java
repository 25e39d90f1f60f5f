// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where threads without a station open confined arenas: virtual ones, of which there may be
 * millions. A stripe is an epoch whose slots are taken by atomic operations.
 */
final class Stripes {

    private final Ground ground;
    private final int mask;
    /** Volatile elements: a CAS publishes a new epoch to whoever gets it. */
    private final AtomicReferenceArray<WeakReference<Epoch>> epochs;

    Stripes(Ground ground) {
        this.ground = ground;
        int size = Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors());
        mask = size - 1;
        @SuppressWarnings({"unchecked", "rawtypes"})
        WeakReference<Epoch>[] none = new WeakReference[size];
        Arrays.fill(none, new WeakReference<>(null));
        epochs = new AtomicReferenceArray<>(none);
    }

    /** {@return a thread's stripe, of {@code mask + 1}} */
    static int indexOf(Thread thread, int mask) {
        return (int) (thread.threadId() * 0x9E37_79B9_7F4A_7C15L >>> 32) & mask;
    }

    /** {@return an arena with a slot of an epoch} */
    <T> T take(Taker<T> taker) {
        int stripe = indexOf(Thread.currentThread(), mask);
        while (true) {
            WeakReference<Epoch> ref = epochs.get(stripe);
            Epoch epoch = ref.get();
            Chunks chunks = epoch == null ? null : epoch.slots.takeStriped();
            if (epoch != null && chunks != null) {
                return taker.with(epoch, chunks);
            }
            Epoch next = Epoch.begin(new Slots(ground, ArenaLeak.CONFINED, Slots.MOST, null));
            chunks = next.slots.takeStriped(); // before others see it
            if (chunks != null && epochs.compareAndSet(stripe, ref, new WeakReference<>(next))) {
                return taker.with(next, chunks);
            }
            if (chunks != null) {
                next.slots.giveStriped(chunks);
            }
            next.end();
        }
    }

    /** Makes use of a slot. */
    @FunctionalInterface
    interface Taker<T> {
        T with(Epoch epoch, Chunks chunks);
    }
}
