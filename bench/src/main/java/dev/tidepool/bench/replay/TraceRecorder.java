// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.pool.BufferPool;
import dev.tidepool.pool.Pool;
import dev.tidepool.spanalloc.SpanAllocator;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records what a program asks of its allocators and pools: wrap them, use the wrappers, close the
 * recorder.
 *
 * <pre>
 * try (TraceRecorder recorder = TraceRecorder.to(Path.of("my.trace.gz"))) {
 *     RecordedSpans spans = recorder.record(spanAllocator);
 *     RecordedBuffers&lt;ByteBuffer&gt; buffers = recorder.record(bufferPool);
 *     ... // the program, with these two
 * }
 * </pre>
 *
 * <p>Any number of threads. An allocation is written after it was done and a free before, under one
 * lock, so that the order of the trace is one in which the program could have run. The lock is what
 * recording costs: some hundred nanoseconds an event, and threads that queue for it. Not for
 * production. A sink that fails ends the recording, not the program: {@link #close} throws.
 *
 * <p>What the wrappers did not hand out, or handed out before the recording began, is passed on and
 * not recorded. The numbers of threads beyond {@value TraceReader#THREADS} are used again.
 */
public final class TraceRecorder implements AutoCloseable {

    private final TraceWriter writer;
    private final boolean times;
    private final Map<Long, Integer> threads = new HashMap<>();
    private final IdentityHashMap<Object, Integer> blocks = new IdentityHashMap<>();
    private final Map<Long, Integer> addresses = new HashMap<>();
    private final Deque<Integer> idle = new ArrayDeque<>();
    private int ids;
    private long last;
    private boolean closed;
    private @Nullable IOException failure;

    /**
     * Makes a recorder.
     *
     * @param times whether the time between events is recorded too; without it, two runs of a
     *     deterministic program make the same text
     */
    public TraceRecorder(TraceWriter writer, boolean times) {
        this.writer = writer;
        this.times = times;
        this.last = System.nanoTime();
    }

    /** {@return a recorder without times into a file, compressed if its name ends in .gz} */
    public static TraceRecorder to(Path file) throws IOException {
        return new TraceRecorder(TraceWriter.create(file), false);
    }

    /** {@return the allocator, recorded} Closing the recorder does not close it. */
    public RecordedSpans record(SpanAllocator allocator) {
        return new RecordedSpans(this, allocator);
    }

    /** {@return an arena whose blocks are freed in the trace when it is closed} */
    public Arena record(Arena arena) {
        return new RecordedArena(this, arena);
    }

    /** {@return the pool, recorded with the capacities asked for} */
    public <B> RecordedBuffers<B> record(BufferPool<B> pool) {
        return new RecordedBuffers<>(this, pool);
    }

    /**
     * {@return the pool, recorded}
     *
     * @param size of an object in bytes, from 0 to {@value TraceReader#MAX_SIZE}
     */
    public <T> RecordedPool<T> record(Pool<T> pool, int size) {
        return new RecordedPool<>(this, pool, size);
    }

    /** What may fail while something is written. */
    private interface Line {
        void write(int thread) throws IOException;
    }

    private void write(Line line) {
        if (closed || failure != null) {
            return;
        }
        try {
            int thread =
                    threads.computeIfAbsent(
                            Thread.currentThread().threadId(),
                            id -> threads.size() % TraceReader.THREADS);
            long now = times ? System.nanoTime() : last;
            if (now > last) {
                writer.pass(now - last);
                last = now;
            }
            line.write(thread);
        } catch (IOException e) {
            failure = e;
        }
    }

    private int newId() {
        Integer id = idle.pollFirst();
        return id != null ? id : ids++;
    }

    private static int size(long size) {
        // Beyond that no trace goes; the allocator has had its say already.
        return (int) Math.min(size, TraceReader.MAX_SIZE);
    }

    /** Records a block by address, which has been allocated. */
    synchronized void allocated(long address, long size, long alignment) {
        if (!closed) {
            int id = newId();
            addresses.put(address, id);
            int asked = (int) Math.min(alignment, TraceReader.MAX_ALIGNMENT);
            write(thread -> writer.allocate(id, size(size), asked, thread));
        }
    }

    /** Records a block by address, which is about to be freed. */
    synchronized void freeing(long address) {
        free(addresses.remove(address));
    }

    /** Records a block that is an object, which has been handed out. */
    synchronized void allocated(Object block, long size) {
        if (!closed) {
            int id = newId();
            blocks.put(block, id);
            write(thread -> writer.allocate(id, size(size), 0, thread));
        }
    }

    /** Records a block that is an object, which is about to be put back. */
    synchronized void freeing(Object block) {
        free(blocks.remove(block));
    }

    private void free(@Nullable Integer id) {
        if (id != null) {
            write(thread -> writer.free(id, thread));
            idle.addFirst(id);
        }
    }

    /**
     * Records a reallocation around the call that does it: meanwhile the old address can become
     * somebody else's.
     */
    long reallocated(long address, long size, Supplier<Long> call) {
        Integer id;
        synchronized (this) {
            id = addresses.remove(address);
        }
        long moved = address;
        boolean done = false;
        try {
            moved = call.get();
            done = true;
            return moved;
        } finally {
            if (id != null) {
                reallocated(moved, id, done ? size : -1);
            }
        }
    }

    private synchronized void reallocated(long address, int id, long size) {
        addresses.put(address, id);
        if (size >= 0) {
            write(thread -> writer.reallocate(id, size(size), thread));
        }
    }

    /**
     * Ends the trace. What is live stays so in it.
     *
     * @throws IOException if something could not be written, now or before
     */
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            writer.close();
            if (failure != null) {
                throw failure;
            }
        }
    }
}
