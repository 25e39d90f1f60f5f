// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** The usual shared cache: a {@link ConcurrentLinkedQueue}. It keeps what it is given. */
final class QueueSupply<T> implements Supply<T> {

    private final Kind<T> kind;
    private final LongAdder created = new LongAdder();
    private final ConcurrentLinkedQueue<T> cache = new ConcurrentLinkedQueue<>();

    QueueSupply(Kind<T> kind) {
        this.kind = kind;
    }

    @Override
    public T take() {
        T object = cache.poll();
        if (object == null) {
            created.increment();
            return kind.create().get();
        }
        return object;
    }

    @Override
    public void give(T object) {
        kind.reset().accept(object);
        cache.offer(object);
    }

    @Override
    public long created(long taken) {
        return created.sum();
    }

    @Override
    public long keptForAll() {
        return cache.size();
    }

    @Override
    public void close() {
        for (T object = cache.poll(); object != null; object = cache.poll()) {
            kind.disposeOf(object);
        }
    }
}
