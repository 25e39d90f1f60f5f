// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.pool.Lease;
import dev.tidepool.pool.Pool;
import org.openjdk.jmh.infra.Blackhole;

/** Tidepool's {@link Pool} by leases. */
record LeaseSubject(TidepoolSubject inner) implements Subject<Lease<Payload>> {

    static LeaseSubject open() {
        return new LeaseSubject(TidepoolSubject.plain());
    }

    @Override
    public Lease<Payload> get() {
        return inner.pool().lease();
    }

    @Override
    public void put(Lease<Payload> lease) {
        lease.close();
    }

    @Override
    public void touch(Lease<Payload> lease, Blackhole hole) {
        // The payload, not the lease: whether a lease can be kept off the heap is the question.
        inner.touch(lease.get(), hole);
    }

    @Override
    public long made() {
        return inner.made();
    }

    @Override
    public long retained() {
        return inner.retained();
    }

    @Override
    public void close() {
        inner.close();
    }
}
