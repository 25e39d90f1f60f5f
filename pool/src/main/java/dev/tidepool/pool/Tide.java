// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The clock that ages pools. At each tick every pool with something cached takes one turn; two
 * turns without use wash an object away. A tick costs a constant time for each such pool, besides
 * {@code onEvict} for the objects let go of, and no get or put waits for it.
 *
 * <p>{@link #gc} is for production, {@link #every} where the rhythm of the collector does not suit,
 * {@link #manual} for tests and for owners of memory that the collector does not see.
 *
 * <p>One daemon thread serves all tides of the process. It runs while some pool on a {@code gc} or
 * {@code every} tide has something cached, and ends when none has. Ticks that happen are logged to
 * the logger {@code dev.tidepool.pool} at {@code DEBUG} and recorded as the JFR event
 * {@code dev.tidepool.Tide}, which is off by default.
 *
 * <p>Thread-safe. Ticks of one tide exclude each other; hooks run after the turn, outside its lock,
 * so a hook may tick.
 */
public final class Tide {

    private final Rhythm rhythm;
    private final AtomicReference<@Nullable BasePool<?>> register = new AtomicReference<>();
    private final AtomicLong ticks = new AtomicLong();
    private final Object turnLock = new Object();
    /** Those of the register that the tide has come to know. Guarded by the turn lock. */
    private @Nullable BasePool<?> known;

    private Tide(Rhythm rhythm) {
        this.rhythm = rhythm;
    }

    /**
     * {@return the tide that follows the garbage collector, one for the whole process} It ticks
     * when the collector has run, but not more often than each {@link TideSettings#minInterval};
     * when the collector has not run for {@link TideSettings#maxInterval}; and twice at once when
     * the heap stays nearly full.
     */
    public static Tide gc() {
        return Gc.TIDE;
    }

    /**
     * Sets the numbers of {@link #gc}, once for the process, before the first pool on that tide has
     * cached anything.
     *
     * @param settings the numbers
     * @throws NullPointerException if {@code settings} is null
     * @throws IllegalStateException if they have been set before, or the tide has run
     */
    public static void configure(TideSettings settings) {
        Gc.RHYTHM.configure(requireNonNull(settings, "settings"));
    }

    /**
     * {@return a new tide that ticks at a fixed interval while its pools have something cached}
     *
     * @param period the interval, from the end of one tick to the next
     * @throws IllegalArgumentException if {@code period} is zero or negative
     * @throws NullPointerException if {@code period} is null
     */
    public static Tide every(Duration period) {
        if (period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("period is not positive: " + period);
        }
        return new Tide(Rhythm.periodic(period));
    }

    /**
     * {@return a new tide that ticks only when {@link #tick} is called} Without ticks nothing ages,
     * and what a dead thread had cached stays until another thread takes its place.
     */
    public static Tide manual() {
        return new Tide(Rhythm.MANUAL);
    }

    /**
     * Ticks now, on the calling thread, whatever the tide's own rhythm, which starts anew. On
     * return every pool that had something cached has turned, and {@code onEvict} has been called
     * for all that was washed away. What hooks throw is logged.
     */
    public void tick() {
        rhythm.restart(System.nanoTime());
        tick(TideCause.CALL);
        TideKeeper.review();
    }

    /**
     * {@return how many ticks there have been} It rises after all pools have turned: who sees the
     * count sees the turn.
     */
    public long ticks() {
        return ticks.get();
    }

    void tick(TideCause cause) {
        List<Runnable> leftovers = new ArrayList<>();
        int pools;
        synchronized (turnLock) {
            pools = turnAll(leftovers);
            ticks.incrementAndGet();
        }
        for (Runnable leftover : leftovers) {
            try {
                leftover.run();
            } catch (Throwable e) {
                Hooks.logFailure("a pool could not let go of all objects; it tries again", e);
            }
        }
        if (!leftovers.isEmpty()) {
            keepThoseInNeed();
        }
        TideLog.ticked(this, cause, pools);
    }

    /** Turns every pool, and lets go of those that no longer need it. */
    private int turnAll(List<Runnable> leftovers) {
        int pools = 0;
        takeIn();
        for (BasePool<?> pool = known; pool != null; pool = pool.nextInTide) {
            Runnable leftover = pool.turn();
            if (leftover != null) {
                leftovers.add(leftover);
            }
            pools++;
        }
        keepKnownInNeed();
        return pools;
    }

    /** Lets go of pools that have nothing cached any more, without a tick. */
    void sweep() {
        keepThoseInNeed();
        TideKeeper.review();
    }

    private void keepThoseInNeed() {
        synchronized (turnLock) {
            takeIn();
            keepKnownInNeed();
        }
    }

    /** Moves the register in front of the known; after an error nobody is in neither. */
    private void takeIn() {
        BasePool<?> first = register.getAndSet(null);
        if (first != null) {
            BasePool<?> last = first;
            while (last.nextInTide != null) {
                last = last.nextInTide;
            }
            last.nextInTide = known;
            known = first;
        }
    }

    /**
     * Lets go of pools that have nothing cached. The flag is cleared before {@code needsTide} is
     * read again, and a put reads the flag after it has made {@code needsTide} true: one of the two
     * sees the other.
     */
    private void keepKnownInNeed() {
        BasePool<?> before = null;
        BasePool<?> next;
        for (BasePool<?> pool = known; pool != null; pool = next) {
            next = pool.nextInTide;
            if (pool.needsTide()) {
                before = pool;
                continue;
            }
            if (before == null) {
                known = next;
            } else {
                before.nextInTide = next;
            }
            pool.nextInTide = null;
            pool.registered = false; // from now on a put may add it again
            if (pool.needsTide() && pool.enlist()) {
                push(pool);
            }
        }
    }

    /** Takes a pool into the register. It is not in it, which {@link BasePool#register} ensures. */
    void add(BasePool<?> pool) {
        push(pool);
        if (rhythm != Rhythm.MANUAL) {
            TideKeeper.watch(this);
        }
    }

    /**
     * Pushes onto a lock-free stack (Treiber, 1986). Elements are only ever removed all together,
     * so that a pool pushed again cannot be mistaken for its former self. Release half of the CAS,
     * pairs with the getAndSet in {@link #takeIn}: publishes {@code nextInTide}.
     */
    private void push(BasePool<?> pool) {
        BasePool<?> head;
        do {
            head = register.get();
            pool.nextInTide = head;
        } while (!register.compareAndSet(head, pool));
    }

    /** Whether some pool is in the register; racy while a tick is under way. */
    boolean isWatching() {
        synchronized (turnLock) {
            return known != null || register.get() != null;
        }
    }

    Rhythm rhythm() {
        return rhythm;
    }

    @Override
    public String toString() {
        return "tide " + rhythm;
    }

    /** Made at first use: a program without such a pool starts nothing. */
    private static final class Gc {
        static final GcRhythm RHYTHM = new GcRhythm();
        static final Tide TIDE = new Tide(RHYTHM);
    }
}
