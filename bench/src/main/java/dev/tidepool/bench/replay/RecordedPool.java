// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.pool.Pool;
import java.util.Objects;

/**
 * A {@link Pool} that is recorded: every object has the same size.
 *
 * @param <T> what is pooled
 */
public final class RecordedPool<T> {

    private final TraceRecorder recorder;
    private final Pool<T> pool;
    private final int size;

    RecordedPool(TraceRecorder recorder, Pool<T> pool, int size) {
        this.recorder = recorder;
        this.pool = pool;
        this.size = size;
    }

    /** As {@link Pool#get}. */
    public T get() {
        T object = pool.get();
        recorder.allocated(Objects.requireNonNull(object), size);
        return object;
    }

    /** As {@link Pool#put}. */
    public void put(T object) {
        recorder.freeing(Objects.requireNonNull(object));
        pool.put(object);
    }
}
