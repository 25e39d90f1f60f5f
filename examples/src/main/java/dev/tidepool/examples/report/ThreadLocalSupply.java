// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;

/** The usual cache per thread: a {@link ThreadLocal} stack. It keeps what it is given. */
final class ThreadLocalSupply<T> implements Supply<T> {

    private final Kind<T> kind;
    private final LongAdder created = new LongAdder();
    private final ThreadLocal<ArrayDeque<T>> cache = ThreadLocal.withInitial(ArrayDeque::new);

    ThreadLocalSupply(Kind<T> kind) {
        this.kind = kind;
    }

    @Override
    public T take() {
        T object = cache.get().pollLast();
        if (object == null) {
            created.increment();
            return kind.create().get();
        }
        return object;
    }

    @Override
    public void give(T object) {
        kind.reset().accept(object);
        cache.get().addLast(object);
    }

    @Override
    public long created(long taken) {
        return created.sum();
    }

    @Override
    public long keptForCaller() {
        return cache.get().size();
    }
}
