// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.pool.BufferPool;
import java.util.Objects;

/**
 * A {@link BufferPool} that is recorded. A get is an allocation of the capacity asked for, a put a
 * free.
 *
 * @param <B> what is pooled
 */
public final class RecordedBuffers<B> {

    private final TraceRecorder recorder;
    private final BufferPool<B> pool;

    RecordedBuffers(TraceRecorder recorder, BufferPool<B> pool) {
        this.recorder = recorder;
        this.pool = pool;
    }

    /** As {@link BufferPool#get}. */
    public B get(int minCapacity) {
        B buffer = pool.get(minCapacity);
        recorder.allocated(Objects.requireNonNull(buffer), minCapacity);
        return buffer;
    }

    /** As {@link BufferPool#put}. */
    public void put(B buffer) {
        recorder.freeing(Objects.requireNonNull(buffer));
        pool.put(buffer);
    }
}
