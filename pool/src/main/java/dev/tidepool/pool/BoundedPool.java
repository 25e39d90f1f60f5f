// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A pool of at most so many objects: who finds all of them in use waits for one to come back.
 *
 * {@snippet file="dev/tidepool/pool/SnippetsTest.java" region="bounded"}
 *
 * <p><b>Use it</b> for what is scarce: connections, sessions, licences, memory that must not exceed
 * a sum. <b>Do not use it</b> to save allocations: a {@link Pool} never waits, takes no lock, and
 * gives back what is not used.
 *
 * <p><b>Capacity.</b> Objects are made when they are claimed and none is idle, up to the capacity,
 * which counts those being made, leased, idle, cleaned, or on their way through {@code onEvict}. By
 * default it is twice the number of processors and at least 8: more cannot be busy at once, unless
 * they wait for something else, and then that sets the number. The capacity is fixed; there is no
 * resizing. Memory is taken for as many as were ever in use at once, so that
 * {@link Integer#MAX_VALUE} is a capacity like others.
 *
 * <p><b>An object's life.</b> A claim takes the object that came back last. If it is older than
 * {@link Builder#expireAfter}, or {@link Builder#validate} answers false, the claim lets it go and
 * makes another in its place; so one claim calls each hook once at the most. At
 * {@link Lease#close} an object that has expired is let go of, any other is {@code reset} and kept.
 * {@link #discard} ends a lease and lets the object go. An idle object is looked at when a claim
 * comes to it, not before.
 *
 * <p><b>Failures.</b> What a hook throws reaches the caller of the claim or of {@code close}; the
 * object is let go of, and its place is free for the next claim, also for one that waits. Nothing
 * is tried again: a factory that fails does so once for each claim.
 *
 * <p><b>Waiting</b> threads are parked. They are served in the order in which they came; however,
 * an object that comes back is not kept for the longest waiter while that wakes up, and a claim
 * that arrives meanwhile may take it. A waiter that was woken in vain is handed the next object
 * directly, so it is passed over once at the most, by whatever comes back until it has looked.
 *
 * <p><b>Timeouts and interrupts</b> limit the waiting. Factory, {@code validate} and {@code
 * onEvict} run in the claiming thread, which holds up nobody else, but no timeout ends them: a
 * factory that may block needs a limit of its own, such as a connect timeout, and an object that it
 * makes too late is handed out all the same. A claim by an interrupted thread succeeds if it need
 * not wait.
 *
 * <p><b>Leases that are never closed.</b> When the collector finds a lease unreachable, its place
 * is free again; it is counted ({@link #leaked}) and logged, with {@link Checks#LEAKS} once for
 * each place that claimed such leases. The object is forgotten without {@code onEvict}, since
 * somebody may still use it without the lease; see {@link Builder#evictAbandoned}. A pool that is
 * dropped without {@link #close} is collected with its objects, likewise.
 *
 * <p><b>Threads.</b> Thread-safe, and any thread may end a lease. What a thread did to an object
 * before it ended the lease happens-before what is done by whoever claims the object next, or by
 * the hooks. Hooks are called with no lock held and may use the pool; but a claim inside a hook
 * waits for its own place if the pool is exhausted. No carrier of virtual threads is pinned.
 *
 * <p><b>Cost.</b> A short lock for each claim and each close, two with hooks; a lease and what
 * tells of its loss, 64 bytes. One daemon thread for all pools runs while leases are out.
 *
 * @param <T> what is pooled
 */
public final class BoundedPool<T> implements AutoCloseable {

    private static final AtomicInteger UNNAMED = new AtomicInteger();
    private static final int LEAST_DEFAULT_CAPACITY = 8;

    private final Claims<T> claims;

    private BoundedPool(Claims<T> claims) {
        this.claims = claims;
    }

    /**
     * {@return a builder for a pool}
     *
     * @param factory makes an object; called by the claiming thread. If it returns null or throws,
     *     the claim fails
     * @param <T> what is pooled
     * @throws NullPointerException if {@code factory} is null
     */
    public static <T> Builder<T> builder(Supplier<? extends T> factory) {
        return new Builder<>(factory);
    }

    /**
     * {@return a lease of an idle object, else of a new one, else of one that comes back} Waits
     * without limit while all objects are in use.
     *
     * @throws InterruptedException if the thread is interrupted, before or while it waits; its
     *     interrupt status is cleared
     * @throws IllegalStateException if the pool is closed, now or while the thread waits; or, with
     *     {@link Checks#MISUSE}, if the object was changed after its last lease ended
     * @throws NullPointerException if the factory returns null
     */
    public Lease<T> claim() throws InterruptedException {
        return requireNonNull(claims.claim(Long.MAX_VALUE));
    }

    /**
     * {@return the same, waiting no longer than the timeout} Zero and less do not wait. The time
     * limits the waiting, not the hooks, see above.
     *
     * @param timeout how long to wait at the most
     * @throws TimeoutException if no object came back in time
     * @throws InterruptedException as for {@link #claim()}
     * @throws IllegalStateException as for {@link #claim()}
     * @throws NullPointerException if {@code timeout} is null, or the factory returns null
     */
    public Lease<T> claim(Duration timeout) throws InterruptedException, TimeoutException {
        Lease<T> lease = claims.claim(TimeUnit.NANOSECONDS.convert(timeout));
        if (lease == null) {
            throw new TimeoutException("no object of pool " + name() + " within " + timeout
                    + ": all " + capacity() + " are in use");
        }
        return lease;
    }

    /**
     * {@return a lease of an idle object, else of a new one; null if all are in use} Never waits,
     * and takes no notice of interrupts.
     *
     * @throws IllegalStateException as for {@link #claim()}
     * @throws NullPointerException if the factory returns null
     */
    public @Nullable Lease<T> tryClaim() {
        return claims.tryClaim();
    }

    /**
     * Ends a lease whose object is broken: lets it go instead of taking it back, without
     * {@code reset}. Its place is free once {@code onEvict} has returned. Does nothing if the lease
     * has ended; of several threads that discard or close it, one decides.
     *
     * @param lease a lease of this pool
     * @throws IllegalArgumentException if it is not of this pool
     * @throws NullPointerException if {@code lease} is null
     */
    public void discard(Lease<T> lease) {
        requireNonNull(lease, "lease");
        if (!(lease instanceof BoundedLease<T> ours) || ours.hold().berth.claims != claims) {
            throw new IllegalArgumentException("not a lease of pool " + name() + ": " + lease);
        }
        ours.end(true);
    }

    /**
     * {@return the counters at this moment}
     *
     * <ul>
     * <li>{@code gets}: claims of all three kinds that have ended, whatever their end
     * <li>{@code hits}: of these, how many were given an object that was made for an earlier one
     * <li>{@code misses}: the others: they made an object, found none, waited in vain, or failed
     * <li>{@code puts}: leases that were closed or discarded
     * <li>{@code dropped}: of these, how many objects were let go of at once: discarded, expired,
     *   {@code reset} threw, or the pool was closed
     * <li>{@code evicted}: objects that were kept and let go of later: expired, not valid, changed
     *   while idle, or by {@code close}
     * <li>{@code retained}: idle objects; {@code retainedBytes} and {@code ticks} are 0
     * </ul>
     *
     * While no thread is using the pool the equations of {@link PoolStats} hold exactly, and {@code
     * onEvict} has been called {@code dropped + evicted} times, not counting
     * {@link Builder#evictAbandoned}: abandoned leases are no puts.
     */
    public PoolStats stats() {
        return claims.stats();
    }

    /** {@return the name given by {@link Builder#name}, or a generated one} */
    public String name() {
        return claims.name();
    }

    /** {@return how many objects may exist at once} */
    public int capacity() {
        return claims.berths().capacity();
    }

    /** {@return how many leases are out at this moment} */
    public int leased() {
        return claims.berths().count().leased();
    }

    /** {@return how many claims are waiting at this moment} */
    public int waiting() {
        return claims.berths().count().waiting();
    }

    /** {@return how many leases became unreachable without having ended} */
    public long leaked() {
        return claims.leaked();
    }

    /**
     * Ends the pool without waiting for anything: idle objects are let go of now, by this thread;
     * leased ones when they come back, by the thread that ends the lease. Claims that wait fail now
     * and later ones at once; a claim that is making an object still gets it. Idempotent. What
     * {@code onEvict} throws is logged.
     */
    @Override
    public void close() {
        claims.close();
    }

    /** For tests. */
    Berths<T> berths() {
        return claims.berths();
    }

    /**
     * Options of a pool, all optional. Not thread-safe; a builder may build several pools.
     *
     * @param <T> what is pooled
     */
    public static final class Builder<T> {

        private final Supplier<? extends T> factory;
        private @Nullable String name;
        private int capacity = Math.max(LEAST_DEFAULT_CAPACITY,
                2 * Runtime.getRuntime().availableProcessors());
        private @Nullable Predicate<? super T> validate;
        private long lifeNanos = Long.MAX_VALUE;
        private LongSupplier clock = System::nanoTime;
        private @Nullable Consumer<? super T> reset;
        private @Nullable Consumer<? super T> onEvict;
        private boolean evictAbandoned;
        private Checks checks = Checks.OFF;
        private @Nullable ToLongFunction<? super T> fingerprint;
        private @Nullable Consumer<LeakReport> onLeak;

        private Builder(Supplier<? extends T> factory) {
            this.factory = requireNonNull(factory, "factory");
        }

        /**
         * Sets the name shown in statistics and errors; by default a generated one.
         *
         * @param name the name, which need not be unique
         * @return this builder
         * @throws NullPointerException if {@code name} is null
         */
        public Builder<T> name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets how many objects may exist at once; for the default see above.
         *
         * @param objects from 1 to {@link Integer#MAX_VALUE}
         * @return this builder
         * @throws IllegalArgumentException if {@code objects} is zero or negative
         */
        public Builder<T> capacity(int objects) {
            if (objects <= 0) {
                throw new IllegalArgumentException("capacity is not positive: " + objects);
            }
            this.capacity = objects;
            return this;
        }

        /**
         * Sets what tells whether an idle object still works; one that does not is let go of, and
         * the claim makes another.
         *
         * @param fit called by the claiming thread. If it throws, the object is let go of and the
         *     exception reaches the caller of the claim
         * @return this builder
         * @throws NullPointerException if {@code fit} is null
         */
        public Builder<T> validate(Predicate<? super T> fit) {
            this.validate = requireNonNull(fit, "fit");
            return this;
        }

        /**
         * Sets how long after it was made an object may still be claimed, or kept when it comes
         * back; by default for ever.
         *
         * @param age the longest age
         * @return this builder
         * @throws IllegalArgumentException if {@code age} is zero or negative
         * @throws NullPointerException if {@code age} is null
         */
        public Builder<T> expireAfter(Duration age) {
            if (age.isZero() || age.isNegative()) {
                throw new IllegalArgumentException("age is not positive: " + age);
            }
            this.lifeNanos = TimeUnit.NANOSECONDS.convert(age);
            return this;
        }

        /**
         * Sets what cleans an object that comes back.
         *
         * @param reset called by the thread that closes the lease. If it throws, the object is let
         *     go of and the exception reaches the caller of {@code close}
         * @return this builder
         * @throws NullPointerException if {@code reset} is null
         */
        public Builder<T> reset(Consumer<? super T> reset) {
            this.reset = requireNonNull(reset, "reset");
            return this;
        }

        /**
         * Sets what is done with an object that the pool lets go of, such as closing it: exactly
         * once for each, never for one in a lease. Its place in the capacity is free afterwards.
         *
         * @param evict called by the thread that lets go. What it throws reaches the caller of
         *     {@link Lease#close} and {@link BoundedPool#discard}, and is logged elsewhere
         * @return this builder
         * @throws NullPointerException if {@code evict} is null
         */
        public Builder<T> onEvict(Consumer<? super T> evict) {
            this.onEvict = requireNonNull(evict, "evict");
            return this;
        }

        /**
         * Calls {@code onEvict} for the object of an abandoned lease, too, on a thread of the
         * library. Only for programs that never use an object without its lease: where
         * {@code pool.claim().get()} is called and the lease dropped, this closes an object in use.
         *
         * @return this builder
         */
        public Builder<T> evictAbandoned() {
            this.evictAbandoned = true;
            return this;
        }

        /**
         * Sets what the pool watches its users for; by default {@link Checks#OFF}, which the system
         * property {@code dev.tidepool.pool.checks} overrides. {@code MISUSE} finds objects that
         * were changed while idle, {@code LEAKS} where abandoned leases were claimed.
         *
         * @param checks the checks
         * @return this builder
         * @throws NullPointerException if {@code checks} is null
         */
        public Builder<T> checks(Checks checks) {
            this.checks = requireNonNull(checks, "checks");
            return this;
        }

        /**
         * Sets how {@link Checks#MISUSE} tells that an object was changed, see
         * {@link PoolBuilder#fingerprint}.
         *
         * @param fingerprint a function of the object's contents, such as a hash
         * @return this builder
         * @throws NullPointerException if {@code fingerprint} is null
         */
        public Builder<T> fingerprint(ToLongFunction<? super T> fingerprint) {
            this.fingerprint = requireNonNull(fingerprint, "fingerprint");
            return this;
        }

        /**
         * Sets who is told of leaks, besides the log, when {@link Checks#LEAKS} are on.
         *
         * @param listener called once for each place, on a thread of the library
         * @return this builder
         * @throws NullPointerException if {@code listener} is null
         */
        public Builder<T> onLeak(Consumer<LeakReport> listener) {
            this.onLeak = requireNonNull(listener, "listener");
            return this;
        }

        /** For tests: the time that {@link #expireAfter} is measured in, in nanoseconds. */
        Builder<T> clock(LongSupplier nanos) {
            this.clock = nanos;
            return this;
        }

        /**
         * {@return a new pool, without an object in it}
         *
         * @throws IllegalArgumentException if the checks are {@code OFF} and the system property
         *     {@code dev.tidepool.pool.checks} has a value that is none of {@link Checks}
         */
        public BoundedPool<T> build() {
            String poolName = name != null ? name : "bounded-" + UNNAMED.incrementAndGet();
            var hooks = new Hooks<T>(poolName, factory, null, reset, null, onEvict, null);
            return new BoundedPool<>(new Claims<>(new BoundedSettings<>(hooks, capacity, validate,
                    lifeNanos, clock, checks.orProperty(), new Watch<>(fingerprint, onLeak),
                    evictAbandoned)));
        }
    }
}
