// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link BufferPool}. Every one is optional; a pool built without any is bounded and
 * safe.
 *
 * <p>Not thread-safe. A builder may build several pools.
 *
 * @param <B> what is pooled
 */
public final class BufferPoolBuilder<B> {

    private static final AtomicInteger UNNAMED = new AtomicInteger();
    private static final int SHARE_OF_HEAP = 8;

    /** Makes the pool for one kind of buffers out of the options. */
    @FunctionalInterface
    private interface Kind<B> {
        BufferPool<B> build(BufferPoolBuilder<B> options);
    }

    private final Kind<B> kind;
    private @Nullable String name;
    private @Nullable Consumer<? super B> reset;
    private @Nullable Consumer<? super B> onEvict;
    private long maxRetainedBytes = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    private boolean zeroOnPut;
    private Tide tide = Tide.gc();
    private Checks checks = Checks.OFF;

    private BufferPoolBuilder(Kind<B> kind) {
        this.kind = kind;
    }

    static <B> BufferPoolBuilder<B> of(IntFunction<? extends B> allocate,
            ToIntFunction<? super B> capacity) {
        requireNonNull(allocate, "allocate");
        requireNonNull(capacity, "capacity");
        return new BufferPoolBuilder<>(
                options -> new OtherBufferPool<B>(options.settings(), allocate, capacity));
    }

    static BufferPoolBuilder<byte[]> ofByteArrays() {
        return new BufferPoolBuilder<>(options -> new ByteArrayPool(options.settings()));
    }

    static BufferPoolBuilder<ByteBuffer> ofByteBuffers(boolean direct) {
        return new BufferPoolBuilder<>(direct
                ? options -> new DirectBufferPool(options.settings())
                : options -> new HeapBufferPool(options.settings()));
    }

    /**
     * Sets the name shown in statistics and errors; by default a generated one. It need not be
     * unique.
     *
     * @param name the name
     * @return this builder
     * @throws NullPointerException if {@code name} is null
     */
    public BufferPoolBuilder<B> name(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets what cleans a buffer when it is put, before it is cached. If it throws, the buffer is
     * dropped and the exception reaches the caller of {@code put}. It is not called for buffers
     * that fit no class.
     *
     * @param reset called by the putting thread
     * @return this builder
     * @throws NullPointerException if {@code reset} is null
     */
    public BufferPoolBuilder<B> reset(Consumer<? super B> reset) {
        this.reset = requireNonNull(reset, "reset");
        return this;
    }

    /**
     * Sets what is done with a buffer the pool lets go of, for example to free memory outside the
     * heap. It is called exactly once for each such buffer, those that fit no class included, never
     * for one that a caller holds; see {@link PoolBuilder#onEvict}. When the pool is full, putting
     * threads may also call it for buffers that were cached; what it throws is then logged.
     *
     * @param evict the hook
     * @return this builder
     * @throws NullPointerException if {@code evict} is null
     */
    public BufferPoolBuilder<B> onEvict(Consumer<? super B> evict) {
        this.onEvict = requireNonNull(evict, "evict");
        return this;
    }

    /**
     * Bounds how much is cached, over all classes, threads and generations. A request for more than
     * this is never served from the pool. The default is an eighth of
     * {@link Runtime#maxMemory}.
     *
     * @param bytes the bound, in what capacities are counted in; 0 caches nothing
     * @return this builder
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public BufferPoolBuilder<B> maxRetainedBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("maxRetainedBytes is negative: " + bytes);
        }
        this.maxRetainedBytes = bytes;
        return this;
    }

    /**
     * Zeroes the whole capacity of each buffer when it is put, whether it is then cached or not, so
     * that what one user wrote never reaches another and does not linger in the heap. Works for
     * {@code byte[]}, {@code ByteBuffer} and {@code MemorySegment}; a put of another kind throws
     * {@link IllegalStateException}, use {@link #reset} there. What is read-only is dropped as it
     * is.
     *
     * @return this builder
     */
    public BufferPoolBuilder<B> zeroOnPut() {
        return zeroOnPut(true);
    }

    /**
     * Sets whether buffers are zeroed when they are put, see {@link #zeroOnPut()}.
     *
     * @param zero whether to
     * @return this builder
     */
    public BufferPoolBuilder<B> zeroOnPut(boolean zero) {
        this.zeroOnPut = zero;
        return this;
    }

    /**
     * Sets the clock that ages the pool; by default {@link Tide#gc()}.
     *
     * @param tide the tide, which may drive many pools
     * @return this builder
     * @throws NullPointerException if {@code tide} is null
     */
    public BufferPoolBuilder<B> tide(Tide tide) {
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
    public BufferPoolBuilder<B> checks(Checks checks) {
        this.checks = requireNonNull(checks, "checks");
        return this;
    }

    /**
     * {@return a new pool} It costs about 60 KiB until the first put, for all its classes.
     *
     * @throws IllegalArgumentException if the checks are {@code OFF} and the system property
     *     {@code dev.tidepool.pool.checks} has a value that is none of {@link Checks}
     */
    public BufferPool<B> build() {
        return kind.build(this);
    }

    private BufferSettings<B> settings() {
        String poolName = name != null ? name : "buffers-" + UNNAMED.incrementAndGet();
        return new BufferSettings<>(poolName, zeroOnPut ? Zeroing::zero : null, reset, onEvict,
                maxRetainedBytes, tide, checks.orProperty());
    }
}
