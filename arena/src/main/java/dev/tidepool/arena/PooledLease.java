// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A lease of a batch. */
final class PooledLease implements SharedLease {

    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED = MethodHandles.lookup()
                    .findVarHandle(PooledLease.class, "closed", boolean.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Leases leases;
    private final Batch batch;
    private final int index;
    /** Of the block; 0 if the session allocated it. */
    private final long address;
    private final MemorySegment segment;
    @SuppressWarnings("UnusedVariable") // read by its handle
    private boolean closed;
    private volatile @Nullable Throwable closedAt;

    PooledLease(Leases leases, Batch batch, int index, long address, MemorySegment segment) {
        this.leases = leases;
        this.batch = batch;
        this.index = index;
        this.address = address;
        this.segment = segment;
    }

    @Override
    public MemorySegment segment() {
        if ((boolean) CLOSED.getOpaque(this)) { // a hint: what protects the memory is its session
            throw Closed.already(closedAt);
        }
        return segment;
    }

    @Override
    public void close() {
        if (!(boolean) CLOSED.getOpaque(this) && casClosed()) {
            closedAt = leases.traceClosed();
            leases.close(batch, index, address, segment.byteSize());
        }
    }

    /** Decides which of several closers it is; publishes nothing, that is the batch's part. */
    private boolean casClosed() {
        return CLOSED.compareAndSet(this, false, true);
    }

    @Override
    public String toString() {
        return ((boolean) CLOSED.getOpaque(this) ? "closed lease of " : "lease of ")
                + segment.byteSize() + " bytes";
    }
}
