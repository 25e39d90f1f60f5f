// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jspecify.annotations.Nullable;

/** A lease of a pool of buffers without checks, see {@link PooledLease}. */
final class BufferLease<B> implements Lease<B> {

    private final BufferPool<B> pool;
    private @Nullable B buffer;

    BufferLease(BufferPool<B> pool, B buffer) {
        this.pool = pool;
        this.buffer = buffer;
    }

    @Override
    public B get() {
        B leased = buffer;
        if (leased == null) {
            throw new IllegalStateException("a lease of pool " + pool.name() + " is closed");
        }
        return leased;
    }

    @Override
    public void close() {
        B leased;
        synchronized (this) {
            leased = buffer;
            buffer = null;
        }
        if (leased != null) {
            pool.put(leased);
        }
    }
}
