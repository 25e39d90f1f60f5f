// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import dev.tidepool.pool.BoundedPool;
import dev.tidepool.pool.Lease;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Tidepool's {@link BoundedPool}, all options but the capacity as they come. */
record TidepoolSubject(BoundedPool<Payload> pool, boolean isWaiting, LongAdder makes)
        implements Subject<Lease<Payload>> {

    static TidepoolSubject waiting(int capacity) {
        return open(capacity, true);
    }

    static TidepoolSubject trying(int capacity) {
        return open(capacity, false);
    }

    private static TidepoolSubject open(int capacity, boolean isWaiting) {
        LongAdder makes = new LongAdder();
        BoundedPool<Payload> pool =
                BoundedPool.builder(
                                () -> {
                                    makes.increment();
                                    return new Payload();
                                })
                        .capacity(capacity)
                        .build();
        return new TidepoolSubject(pool, isWaiting, makes);
    }

    @Override
    public @Nullable Lease<Payload> claim() throws InterruptedException {
        return isWaiting ? pool.claim() : pool.tryClaim();
    }

    @Override
    public void release(Lease<Payload> lease) {
        lease.close();
    }

    @Override
    public Payload payload(Lease<Payload> lease) {
        return lease.get();
    }

    @Override
    public long made() {
        return makes.sum();
    }

    @Override
    public long idle() {
        return pool.stats().retained();
    }

    @Override
    public void close() {
        pool.close();
    }
}
