// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link Pool}. Every one is optional; a pool built without any is bounded and safe.
 *
 * <p>Not thread-safe. A builder may build several pools.
 *
 * {@snippet file="dev/tidepool/pool/SnippetsTest.java" region="builder"}
 *
 * @param <T> what is pooled
 */
public final class PoolBuilder<T> {

    private static final AtomicInteger UNNAMED = new AtomicInteger();

    private final Supplier<? extends T> factory;
    private @Nullable String name;
    private @Nullable Consumer<? super T> reset;
    private @Nullable Predicate<? super T> retainIf;
    private @Nullable Consumer<? super T> onEvict;
    private @Nullable ToLongFunction<? super T> sizeOf;
    private @Nullable ToLongFunction<? super T> fingerprint;
    private @Nullable Consumer<LeakReport> onLeak;
    private int maxRetained = Sizing.defaultMaxRetained();
    private long maxRetainedBytes = Long.MAX_VALUE;
    private Tide tide = Tide.gc();
    private Checks checks = Checks.OFF;

    PoolBuilder(Supplier<? extends T> factory) {
        this.factory = requireNonNull(factory, "factory");
    }

    /**
     * Sets the name shown in statistics, errors and events; by default a generated one. It need not
     * be unique.
     *
     * @param name the name
     * @return this builder
     * @throws NullPointerException if {@code name} is null
     */
    public PoolBuilder<T> name(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets what cleans an object when it is put, before it is cached. If it throws, the object is
     * dropped and the exception reaches the caller of {@code put}.
     *
     * @param reset called by the putting thread, after {@code retainIf} has accepted the object
     * @return this builder
     * @throws NullPointerException if {@code reset} is null
     */
    public PoolBuilder<T> reset(Consumer<? super T> reset) {
        this.reset = requireNonNull(reset, "reset");
        return this;
    }

    /**
     * Sets which objects are worth keeping: false drops, for example a buffer that grew too large.
     * It sees the object as the caller left it, before {@code reset}.
     *
     * @param keep called by the putting thread; if it throws, the object is dropped and the
     *     exception reaches the caller of {@code put}
     * @return this builder
     * @throws NullPointerException if {@code keep} is null
     */
    public PoolBuilder<T> retainIf(Predicate<? super T> keep) {
        this.retainIf = requireNonNull(keep, "keep");
        return this;
    }

    /**
     * Sets what is done with an object the pool lets go of, for example to free memory outside the
     * heap. It is called exactly once for each such object, never for one that a caller holds: by
     * the putting thread for an object that is not cached; by the thread that ticks, clears or
     * closes for one that was cached. What it throws reaches the caller of {@code put}, and is
     * logged elsewhere. A pool with this hook pays one atomic operation for each get and put.
     *
     * @param evict the hook
     * @return this builder
     * @throws NullPointerException if {@code evict} is null
     */
    public PoolBuilder<T> onEvict(Consumer<? super T> evict) {
        this.onEvict = requireNonNull(evict, "evict");
        return this;
    }

    /**
     * Bounds how many objects are cached, over all threads and both generations. The default is
     * 256 for each processor and at least 512.
     *
     * @param objects the bound; 0 caches nothing
     * @return this builder
     * @throws IllegalArgumentException if {@code objects} is negative
     */
    public PoolBuilder<T> maxRetained(int objects) {
        if (objects < 0) {
            throw new IllegalArgumentException("maxRetained is negative: " + objects);
        }
        this.maxRetained = objects;
        return this;
    }

    /**
     * Bounds how many bytes are cached, in addition to {@link #maxRetained}. A larger object is
     * never cached.
     *
     * @param bytes the bound in bytes; 0 caches only objects of size 0
     * @param sizeOf tells the size of an object in bytes; called once for each put, after
     *     {@code reset}. If it throws or answers a negative size, the object is dropped and the
     *     exception ({@link IllegalArgumentException} for a negative size) reaches the caller
     * @return this builder
     * @throws IllegalArgumentException if {@code bytes} is negative
     * @throws NullPointerException if {@code sizeOf} is null
     */
    public PoolBuilder<T> maxRetainedBytes(long bytes, ToLongFunction<? super T> sizeOf) {
        if (bytes < 0) {
            throw new IllegalArgumentException("maxRetainedBytes is negative: " + bytes);
        }
        this.sizeOf = requireNonNull(sizeOf, "sizeOf");
        this.maxRetainedBytes = bytes;
        return this;
    }

    /**
     * Sets the clock that ages the pool; by default {@link Tide#gc()}.
     *
     * @param tide the tide, which may drive many pools
     * @return this builder
     * @throws NullPointerException if {@code tide} is null
     */
    public PoolBuilder<T> tide(Tide tide) {
        this.tide = requireNonNull(tide, "tide");
        return this;
    }

    /**
     * Sets what the pool watches its users for; by default {@link Checks#OFF}, which the system
     * property {@code dev.tidepool.pool.checks} overrides.
     *
     * @param checks the checks
     * @return this builder
     * @throws NullPointerException if {@code checks} is null
     */
    public PoolBuilder<T> checks(Checks checks) {
        this.checks = requireNonNull(checks, "checks");
        return this;
    }

    /**
     * Sets how {@link Checks#MISUSE} tells that an object was used after it was put: the value is
     * taken at put, after {@code reset}, and again at the next get. Primitive arrays, byte buffers
     * and string builders have one by default. A {@code reset} that fills the object with a pattern
     * no user writes makes reads after put visible as well.
     *
     * @param fingerprint a function of the object's contents, such as a hash
     * @return this builder
     * @throws NullPointerException if {@code fingerprint} is null
     */
    public PoolBuilder<T> fingerprint(ToLongFunction<? super T> fingerprint) {
        this.fingerprint = requireNonNull(fingerprint, "fingerprint");
        return this;
    }

    /**
     * Sets who is told of leaks, besides the log, when {@link Checks#LEAKS} are on.
     *
     * @param listener called once for each place that got objects which were never put back, by
     *     whichever thread finds it; what it throws is logged
     * @return this builder
     * @throws NullPointerException if {@code listener} is null
     */
    public PoolBuilder<T> onLeak(Consumer<LeakReport> listener) {
        this.onLeak = requireNonNull(listener, "listener");
        return this;
    }

    /**
     * {@return a new pool} It costs some hundred bytes until the first put.
     *
     * @throws IllegalArgumentException if the checks are {@code OFF} and the system property
     *     {@code dev.tidepool.pool.checks} has a value that is none of {@link Checks}
     */
    public Pool<T> build() {
        String poolName = name != null ? name : "pool-" + UNNAMED.incrementAndGet();
        var hooks = new Hooks<T>(poolName, factory, null, reset, retainIf, onEvict, sizeOf);
        Checks effective = checks.orProperty();
        if (effective != Checks.OFF) {
            return new CheckedPool<>(hooks, tide, maxRetained, new Budget(maxRetainedBytes),
                    effective, new Watch<>(fingerprint, onLeak));
        }
        var sizing = Sizing.of(maxRetained, sizeOf == null ? Sizing.UNSIZED : maxRetainedBytes);
        return hooks.pool(tide, sizing, new Budget(maxRetained), null);
    }
}
