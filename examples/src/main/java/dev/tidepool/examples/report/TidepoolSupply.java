// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import dev.tidepool.pool.Pool;
import dev.tidepool.pool.PoolBuilder;
import dev.tidepool.pool.PoolStats;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A {@link Pool} with its default tide: what goes unused is washed away. */
final class TidepoolSupply<T> implements Supply<T> {

    private final LongAdder created = new LongAdder();
    private final Pool<T> pool;

    TidepoolSupply(Kind<T> kind) {
        LongAdder counter = created;
        PoolBuilder<T> builder = Pool.builder(() -> {
            counter.increment();
            return kind.create().get();
        });
        builder.name(kind.name()).reset(kind.reset());
        if (kind.keep() != null) {
            builder.retainIf(kind.keep());
        }
        if (kind.dispose() != null) {
            builder.onEvict(kind.dispose());
        }
        pool = builder.build();
    }

    @Override
    public T take() {
        return pool.get();
    }

    @Override
    public void give(T object) {
        pool.put(object);
    }

    @Override
    public long created(long taken) {
        return created.sum();
    }

    @Override
    public long keptForAll() {
        return pool.stats().retained();
    }

    @Override
    public List<PoolStats> stats() {
        return List.of(pool.stats());
    }

    @Override
    public void close() {
        pool.close();
    }
}
