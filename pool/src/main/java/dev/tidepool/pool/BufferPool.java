// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * A pool of buffers of all sizes: one {@link Pool} for each class of capacities, and one bound in
 * bytes over all of them.
 *
 * {@snippet file="dev/tidepool/pool/SnippetsTest.java" region="buffers"}
 *
 * <p><b>Capacities.</b> There are four for each doubling (16, 20, 24, 28, 32, 40, ... up to
 * 2<sup>30</sup>, and each from 1 to 8), so that a buffer is at most 25 % larger than asked for.
 * Capacity is in bytes for the ready-made pools, and in whatever the given functions count for
 * others. A request beyond the largest class, or beyond the bound in bytes, is served by a new
 * buffer of exactly the size asked for, which is dropped when it is put.
 *
 * <p><b>Contents</b> are undefined: whatever the last user left. With
 * {@link BufferPoolBuilder#zeroOnPut} they are zero, unless {@code reset} or, for a new buffer,
 * {@code allocate} wrote something else.
 *
 * <p><b>Retention.</b> Each class keeps what it used lately: a buffer that is not used for two
 * turns of the {@link Tide} is let go of, so that one huge request, or a burst of many, is gone two
 * ticks later. At any time all classes together keep at most
 * {@link BufferPoolBuilder#maxRetainedBytes}, by default an eighth of the maximum heap, and of each
 * class at most some 65 536 buffers (not fewer, and up to four times as many); a put beyond that
 * lets the buffer go. When as much as the bound has been let go of in this way, all classes age as
 * by a tick, so that demand that has moved to other sizes finds room. A thread that has used a
 * class lately holds a share of the bound for it: as much as it had cached, and up to 128 KiB or
 * three buffers.
 *
 * <p><b>What may be put</b>: buffers the pool handed out, and others that are exactly like them.
 * All else is let go of at once: {@code onEvict} gets it, if there is one, and statistics count it
 * under the name that ends in {@code /unpooled}.
 *
 * <table><caption>Answers to what is put</caption>
 * <tr><th>buffer</th><th>answer</th></tr>
 * <tr><td>null</td><td>{@link NullPointerException}</td></tr>
 * <tr><td>of a capacity that no class has</td><td>dropped</td></tr>
 * <tr><td>from elsewhere, of a capacity that a class has</td><td>kept, except by
 *   {@link #directBuffers}, which keep only what they made, and by {@link #of} a {@code ByteBuffer}
 *   of a kind that it has not made yet</td></tr>
 * <tr><td>{@code ByteBuffer} or {@code MemorySegment}: read-only; a segment that is not alive</td>
 *   <td>dropped</td></tr>
 * <tr><td>{@code ByteBuffer}: a direct one where the pool makes them on the heap, or the
 *   reverse</td><td>dropped</td></tr>
 * <tr><td>a slice of one on the heap</td><td>dropped, except one that is the whole array</td></tr>
 * <tr><td>a duplicate of one on the heap</td><td>kept: it is the same array</td></tr>
 * <tr><td>any view of a direct one, a slice of a segment</td><td>dropped by
 *   {@link #directBuffers}; {@link #of} cannot tell it from a whole one of its capacity</td></tr>
 * <tr><td>with another byte order, position, limit or mark</td><td>kept; handed out with big-endian
 *   order, position 0, the limit asked for and no mark</td></tr>
 * <tr><td>for the second time</td><td>not seen without {@link BufferPoolBuilder#checks}, like any
 *   use after put</td></tr>
 * <tr><td>whose capacity cannot be told</td><td>dropped; what {@code capacity} throws reaches the
 *   caller</td></tr>
 * <tr><td>after {@link #close}</td><td>dropped</td></tr>
 * </table>
 *
 * <p><b>Threads, happens-before, cost</b>: as for {@link Pool}. The class of a
 * size is looked up, above 4096 computed in a few instructions; a hit allocates nothing.
 *
 * <p>Sources of ideas: .NET's {@code ArrayPool} (get by least size); jemalloc's size classes, four
 * for each doubling.
 *
 * @param <B> what is pooled: arrays, {@code ByteBuffer}s, {@code MemorySegment}s, ...
 */
public interface BufferPool<B> extends AutoCloseable {

    /** {@return a pool of byte arrays with the default options} */
    static BufferPool<byte[]> byteArrays() {
        return byteArrayBuilder().build();
    }

    /** {@return a pool of {@code ByteBuffer}s on the heap with the default options} */
    static BufferPool<ByteBuffer> heapBuffers() {
        return heapBufferBuilder().build();
    }

    /**
     * {@return a pool of direct {@code ByteBuffer}s with the default options} Memory of a buffer
     * that is let go of is freed when the collector finds the buffer unreachable.
     */
    static BufferPool<ByteBuffer> directBuffers() {
        return directBufferBuilder().build();
    }

    /**
     * {@return a pool of any buffers with the default options}
     *
     * @param allocate makes a buffer of exactly the capacity it is given; called by the getting
     *     thread
     * @param capacity tells the capacity of a buffer; called once for each put
     * @param <B> what is pooled
     * @throws NullPointerException if an argument is null
     */
    static <B> BufferPool<B> of(IntFunction<? extends B> allocate,
            ToIntFunction<? super B> capacity) {
        return BufferPool.<B>builder(allocate, capacity).build();
    }

    /**
     * {@return a builder for a pool of any buffers}
     *
     * @param allocate makes a buffer of exactly the capacity it is given; called by the getting
     *     thread
     * @param capacity tells the capacity of a buffer; called once for each put
     * @param <B> what is pooled
     * @throws NullPointerException if an argument is null
     */
    static <B> BufferPoolBuilder<B> builder(IntFunction<? extends B> allocate,
            ToIntFunction<? super B> capacity) {
        return BufferPoolBuilder.of(allocate, capacity);
    }

    /** {@return a builder for a pool of byte arrays} */
    static BufferPoolBuilder<byte[]> byteArrayBuilder() {
        return BufferPoolBuilder.ofByteArrays();
    }

    /** {@return a builder for a pool of {@code ByteBuffer}s on the heap} */
    static BufferPoolBuilder<ByteBuffer> heapBufferBuilder() {
        return BufferPoolBuilder.ofByteBuffers(false);
    }

    /** {@return a builder for a pool of direct {@code ByteBuffer}s} */
    static BufferPoolBuilder<ByteBuffer> directBufferBuilder() {
        return BufferPoolBuilder.ofByteBuffers(true);
    }

    /**
     * {@return a buffer of at least {@code minCapacity}, a cached or a new one} Its contents are
     * undefined. A {@code ByteBuffer} comes with position 0, limit {@code minCapacity}, no mark and
     * big-endian order. Never blocks.
     *
     * @param minCapacity the least capacity; 0 is served like 1, with a limit of 0
     * @throws IllegalArgumentException if {@code minCapacity} is negative
     * @throws NullPointerException if {@code allocate} returns null
     * @throws IllegalStateException if {@code allocate} returns a buffer of another capacity than
     *     it was asked for; or, with {@link Checks#MISUSE}, if the buffer to be handed out was
     *     changed after it was put
     */
    B get(int minCapacity);

    /**
     * Gives a buffer to the pool, for anyone to get, or lets it go; see the table above. The caller
     * must not touch it again. In this order: zeroed with {@code zeroOnPut}, {@code reset}, cached.
     *
     * @param buffer a buffer nobody uses any more
     * @throws NullPointerException if {@code buffer} is null
     * @throws IllegalStateException with {@link Checks#MISUSE}, if the buffer has already been put
     *     or is held by an open lease; the message says where
     */
    void put(B buffer);

    /**
     * {@return a scope that holds a buffer and puts it back when closed} The buffer is as
     * {@link #get} hands it out.
     *
     * @param minCapacity the least capacity; 0 is served like 1
     * @throws IllegalArgumentException if {@code minCapacity} is negative
     * @throws NullPointerException as for {@link #get}
     * @throws IllegalStateException as for {@link #get}
     */
    Lease<B> lease(int minCapacity);

    /** Lets go of all buffers cached now; see {@link Pool#clear}. */
    void clear();

    /**
     * {@return the counters of each class that was ever used, by rising capacity, and of what
     * passed by the classes} A class is named by the pool and its capacity, as in
     * {@code buffers-1/4096}. The last element, {@code buffers-1/unpooled}, counts requests beyond
     * the largest class as misses, and buffers that fit no class as dropped.
     */
    List<PoolStats> stats();

    /**
     * {@return the counters of {@link #stats} added up, under the pool's name} It is racy while
     * other threads use the pool, as the parts are.
     */
    PoolStats totalStats();

    /** {@return the name given by {@link BufferPoolBuilder#name}, or a generated one} */
    String name();

    /**
     * Clears the pool for good: from now on {@code get} always creates and {@code put} always lets
     * go. Idempotent. Buffers held by callers are theirs.
     */
    @Override
    void close();
}
