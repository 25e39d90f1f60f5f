// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache of interchangeable objects that any thread takes from and puts back to, emptied by the
 * rhythm of the garbage collector: Go's {@code sync.Pool} for the JVM.
 *
 * <p>Use it for objects that are costly to allocate, fill or build, that are held for a short time,
 * and that are needed again and again: buffers, encoders, parsers, large scratch structures. A pool
 * is a long-lived object, usually a static one.
 *
 * <p>Do <em>not</em> use it for small short-lived objects, which the JVM allocates faster than any
 * pool hands them out; for scarce resources that callers must wait for, such as connections; or as
 * a free list inside an object that is itself short-lived.
 *
 * {@snippet file="dev/tidepool/pool/SnippetsTest.java" region="pair"}
 *
 * <p><b>What a pool may do.</b> A cached object may vanish at any time. There is no relation
 * between what is put and what is got: neither the order, nor that a thread gets its own object
 * back, nor that another thread sees it. A {@code get} may create although another thread has
 * cached objects.
 *
 * <p><b>Bounds.</b> At most {@link PoolBuilder#maxRetained maxRetained} objects are cached; a put
 * beyond that lets the object go. While {@code n} threads are inside {@code put} at the moment a
 * {@link Tide} turns, the bound may be exceeded by up to {@code n} until the next turn. An object
 * that is put and then not used is unreachable from the pool after two turns of the tide, never
 * before the next one.
 *
 * <p><b>Threads.</b> All methods are safe on any thread, platform or virtual. None waits for an
 * object, and a hit takes no lock; a thread's first put after a tick takes a short one. On a
 * platform thread a pair of get and put costs plain accesses to a cache that only this thread
 * touches; virtual threads share a bounded number of caches. Nothing is stored in a thread.
 * {@link #close}, {@link #clear} and {@link #stats} are short critical sections.
 *
 * <p><b>Happens-before.</b> What a thread did before {@code put(x)} happens-before what a thread
 * does after the {@code get}, {@code poll} or {@code lease} that returns {@code x}.
 *
 * <p><b>User code.</b> Factory and hooks run on the calling thread with no lock of the pool held,
 * so they may use this pool or any other. {@code onEvict} may also run on the tide's thread.
 *
 * <p>Source of the idea: Go's {@code src/sync/pool.go}; the differences are listed in the package
 * documentation.
 *
 * @param <T> what is pooled; any class, arrays included
 */
public sealed interface Pool<T> extends AutoCloseable permits BasePool {

    /**
     * {@return a pool with the default options, see {@link PoolBuilder}}
     *
     * @param factory makes a new object when none is cached; called by the getting thread
     * @param <T> what is pooled
     * @throws NullPointerException if {@code factory} is null
     */
    static <T> Pool<T> of(Supplier<? extends T> factory) {
        return Pool.<T>builder(factory).build();
    }

    /**
     * {@return a builder for a pool with options}
     *
     * @param factory makes a new object when none is cached; called by the getting thread
     * @param <T> what is pooled
     * @throws NullPointerException if {@code factory} is null
     */
    static <T> PoolBuilder<T> builder(Supplier<? extends T> factory) {
        return new PoolBuilder<>(factory);
    }

    /**
     * {@return a cached object, or a new one from the factory if none is at hand; never null} Takes
     * constant time besides the factory and allocates nothing when it finds an object.
     *
     * @throws NullPointerException if the factory returns null
     * @throws IllegalStateException with {@link Checks#MISUSE}, if the object to be handed out was
     *     changed after it was put
     */
    T get();

    /**
     * {@return a cached object, or null if none is at hand} Never calls the factory. Counted as a
     * get.
     *
     * @throws IllegalStateException with {@link Checks#MISUSE}, if the object to be handed out was
     *     changed after it was put
     */
    @Nullable T poll();

    /**
     * Gives an object to the pool, for anyone to get. The caller must not touch it again: without
     * {@link Checks} the pool cannot see a second owner. Objects the pool did not make are welcome.
     *
     * <p>In this order: {@code retainIf}, {@code reset}, {@code sizeOf}, then the object is cached.
     * It is let go of instead ({@code onEvict} is called, if there is one) when the pool is full or
     * closed, when {@code retainIf} refuses it, and when a hook throws; what a hook throws reaches
     * the caller. What the caller did before {@code put} happens-before what a thread does after
     * the {@link #get} that returns the object.
     *
     * @param object an object nobody uses any more
     * @throws NullPointerException if {@code object} is null
     * @throws IllegalArgumentException if {@code sizeOf} answers a negative size
     * @throws IllegalStateException with {@link Checks#MISUSE}, if the object has already been put
     * or
     *     is held by an open lease; the message says where
     */
    void put(T object);

    /**
     * {@return a scope that holds an object and puts it back when closed} As {@link #get}, the
     * object is a cached one or a new one.
     *
     * {@snippet file="dev/tidepool/pool/SnippetsTest.java" region="lease"}
     *
     * @throws NullPointerException if the factory returns null
     * @throws IllegalStateException with {@link Checks#MISUSE}, as for {@link #get}
     */
    Lease<T> lease();

    /**
     * Lets go of all objects cached now. The pool stays usable. A {@code get} under way may still
     * return an object that was cached. What {@code onEvict} throws is logged.
     */
    void clear();

    /**
     * {@return a snapshot of the counters} It is racy while other threads use the pool and exact
     * when none does; see {@link PoolStats} for the equations.
     */
    PoolStats stats();

    /** {@return the name given by {@link PoolBuilder#name}, or a generated one} */
    String name();

    /**
     * Clears the pool for good: from now on {@code get} always creates and {@code put} always lets
     * go. Idempotent. Objects held by callers are theirs.
     */
    @Override
    void close();
}
