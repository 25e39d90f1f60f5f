// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.pool.Pool;
import dev.tidepool.pool.PoolBuilder;
import dev.tidepool.pool.Tide;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Tidepool's {@link Pool} by get and put. */
record TidepoolSubject(Pool<Payload> pool, LongAdder makes) implements PayloadSubject<Payload> {

    static TidepoolSubject plain() {
        LongAdder makes = new LongAdder();
        return new TidepoolSubject(Pool.of(() -> make(makes)), makes);
    }

    static TidepoolSubject resetting() {
        LongAdder makes = new LongAdder();
        return new TidepoolSubject(builder(makes).reset(p -> p.touched = 0).build(), makes);
    }

    static TidepoolSubject evicting() {
        LongAdder makes = new LongAdder();
        return new TidepoolSubject(builder(makes).onEvict(p -> p.touched = -1).build(), makes);
    }

    /** A tide that turns as often as young collections do in a storm. */
    static TidepoolSubject restless() {
        LongAdder makes = new LongAdder();
        Tide tide = Tide.every(Duration.ofMillis(10));
        return new TidepoolSubject(builder(makes).tide(tide).build(), makes);
    }

    private static PoolBuilder<Payload> builder(LongAdder makes) {
        return Pool.builder(() -> make(makes));
    }

    private static Payload make(LongAdder makes) {
        makes.increment();
        return new Payload();
    }

    @Override
    public Payload get() {
        return pool.get();
    }

    @Override
    public void put(Payload payload) {
        pool.put(payload);
    }

    @Override
    public long retained() {
        return pool.stats().retained();
    }

    @Override
    public void close() {
        pool.close();
    }
}
