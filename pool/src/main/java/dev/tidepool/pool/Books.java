// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of one generation. They hold no pooled object, so they may be kept after the
 * generation is dropped; then {@code puts - takes} is what was evicted with it. They are settled
 * once the collector has found the generation unreachable: no operation is under way in it.
 *
 * <p>Thread-safe; a tally is added once for each cache.
 */
final class Books {

    private final Queue<Tally> tallies = new ConcurrentLinkedQueue<>();
    private final WeakReference<Generation<?>> subject;
    // Guarded by the pool's turn lock.
    boolean past;
    @Nullable Books next;

    Books(Generation<?> subject) {
        this.subject = new WeakReference<>(subject);
    }

    boolean areSettled() {
        return subject.refersTo(null);
    }

    Tally add(Tally tally) {
        tallies.add(tally);
        return tally;
    }

    long takes() {
        long sum = 0;
        for (Tally tally : tallies) {
            sum += tally.takes();
        }
        return sum;
    }

    long puts() {
        long sum = 0;
        for (Tally tally : tallies) {
            sum += tally.puts();
        }
        return sum;
    }

    long bytes() {
        long sum = 0;
        for (Tally tally : tallies) {
            sum += tally.bytes();
        }
        return sum;
    }
}
