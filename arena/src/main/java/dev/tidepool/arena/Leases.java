// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.spanalloc.internal.NativeAccess;
import dev.tidepool.spanalloc.internal.Zeros;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The leases of a pool: a batch at each stripe that new leases join, and the memory in limbo. A
 * batch takes no more leases when it has enough of them, or enough bytes, or is old enough.
 */
final class Leases {

    /** Leases of a batch while the janitor keeps up. */
    private static final int FEW = 64;
    /** How often the size is doubled, one time for each batch that waits for the janitor. */
    private static final int MOST_DOUBLINGS = 4; // 1024 leases
    /** What one straggler can pin. */
    private static final long MOST_BYTES = 4 << 20; // 4 MiB
    private static final long MOST_AGE_NANOS = 50_000_000; // 50 ms

    private final Ground ground;
    private final long limboLimit;
    private final LongAdder limbo = new LongAdder();
    /** Volatile elements: a CAS publishes a new batch to whoever joins it. */
    private final AtomicReferenceArray<@Nullable Batch> current;
    private final Janitor janitor;

    Leases(Ground ground, long limboLimit) {
        this.ground = ground;
        this.limboLimit = limboLimit;
        int size = Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors());
        current = new AtomicReferenceArray<>(size);
        janitor = new Janitor(ground, this);
    }

    // ---- opening

    /** As {@link ArenaPool#lease}. */
    PooledLease open(long byteSize, long byteAlignment) {
        Requests.check(byteSize, byteAlignment);
        if (ground.closed) {
            throw Closed.pool(ground.name);
        }
        if (limbo.sum() > limboLimit / 2) {
            hurry(byteSize);
        }
        ground.counters.leasesOpened.increment();
        if (ground.closed) { // after the count, see Ground.close
            notOpened();
            throw Closed.pool(ground.name);
        }
        PooledLease lease = null;
        try {
            lease = ground.recycling
                    ? openBlock(byteSize, byteAlignment) : openPlain(byteSize, byteAlignment);
            ground.counters.leasedBytes.add(byteSize);
            return lease;
        } finally {
            if (lease == null) {
                notOpened();
            }
        }
    }

    private void notOpened() {
        ground.counters.leasesFailed.increment();
        if (ground.closed) {
            ground.finishIfLast();
        }
    }

    private PooledLease openBlock(long byteSize, long byteAlignment) {
        long taken = ground.take(Math.max(1, byteSize), byteAlignment);
        long address = taken & -2;
        Batch batch = null;
        int index = -1;
        try {
            do {
                batch = join();
                index = batch.holdings.acquire();
            } while (index < 0);
        } finally {
            if (index < 0) {
                ground.give(address);
            }
        }
        PooledLease lease = null;
        try {
            put(batch, index, address, byteSize);
            MemorySegment segment = NativeAccess.segment(address, byteSize, batch.session);
            if (ground.zeroes && address == taken) {
                Zeros.fill(segment);
            }
            lease = new PooledLease(this, batch, index, address, segment);
            return lease;
        } finally {
            if (lease == null) {
                release(batch, index, address, byteSize);
            }
        }
    }

    private PooledLease openPlain(long byteSize, long byteAlignment) {
        while (true) {
            Batch batch = join();
            int index = batch.holdings.acquire();
            if (index >= 0) {
                PooledLease lease = null;
                try {
                    MemorySegment segment = batch.session.allocate(byteSize, byteAlignment);
                    put(batch, index, 0, byteSize);
                    lease = new PooledLease(this, batch, index, 0, segment);
                    return lease;
                } finally {
                    if (lease == null) {
                        release(batch, index, 0, 0);
                    }
                }
            }
        }
    }

    private void put(Batch batch, int index, long address, long byteSize) {
        long bytes = batch.holdings.put(index, address, byteSize);
        if (bytes >= MOST_BYTES || batch.holdings.isSealed()) {
            seal(batch);
        }
    }

    /** {@return the batch of this thread's stripe, one that was open a moment ago} */
    private Batch join() {
        int stripe = Stations.stripeOf(Thread.currentThread(), current.length() - 1);
        while (true) {
            Batch batch = current.get(stripe);
            if (batch != null && !batch.holdings.isSealed()) {
                return batch;
            }
            int capacity = FEW << Math.min(MOST_DOUBLINGS, janitor.backlog());
            var fresh = new Batch(
                    new Holdings(ground, this, capacity), stripe, ground.clock.getAsLong());
            ground.counters.batchesOpened.increment();
            if (current.compareAndSet(stripe, batch, fresh)) {
                janitor.watch();
                return fresh;
            }
            fresh.discard();
        }
    }

    /** Makes the janitor faster, or fails. */
    private void hurry(long byteSize) {
        if (janitor.backlog() == 0) {
            sealAll(); // what is in limbo waits for these
        }
        janitor.wake();
        Thread.yield();
        long now = limbo.sum();
        if (now > limboLimit) {
            throw ground.refuse(("%d bytes of closed leases of pool '%s' have not been given "
                    + "back yet, more than the limit of %d")
                    .formatted(now, ground.name, limboLimit), byteSize, now);
        }
    }

    // ---- closing

    @Nullable Throwable traceClosed() {
        return ground.traceClosed();
    }

    /** Closes a lease; called once for each. */
    void close(Batch batch, int index, long address, long byteSize) {
        ground.counters.leasedBytes.add(-byteSize);
        release(batch, index, address, byteSize);
        ground.counters.leasesClosed.increment();
        if (ground.closed) { // after the count, see Ground.close
            ground.finishIfLast();
        }
    }

    private void release(Batch batch, int index, long address, long byteSize) {
        limbo.add(byteSize);
        batch.holdings.close(index, address, byteSize);
        if (batch.holdings.release()) {
            janitor.enqueue(batch);
        }
    }

    private void seal(Batch batch) {
        boolean drained = batch.holdings.seal();
        current.compareAndSet(batch.stripe, batch, null);
        if (drained) {
            janitor.enqueue(batch);
        }
    }

    void sealAll() {
        for (int i = 0; i < current.length(); i++) {
            Batch batch = current.get(i);
            if (batch != null) {
                seal(batch);
            }
        }
    }

    /** Seals what is old enough. {@return whether a batch is left that is not} */
    boolean sealAged() {
        boolean left = false;
        long now = ground.clock.getAsLong();
        for (int i = 0; i < current.length(); i++) {
            Batch batch = current.get(i);
            if (batch != null) {
                if (now - batch.openedAtNanos >= MOST_AGE_NANOS) {
                    seal(batch);
                } else {
                    left = true;
                }
            }
        }
        return left;
    }

    boolean hasCurrent() {
        boolean any = false;
        for (int i = 0; i < current.length(); i++) {
            any |= current.get(i) != null;
        }
        return any;
    }

    void leaveLimbo(long bytes) {
        limbo.add(-bytes);
    }

    long limboBytes() {
        return limbo.sum();
    }

    // ---- the end

    /** The pool was closed: what is open is sealed, so that it ends when its last lease does. */
    void shut() {
        sealAll();
    }

    /** Nothing is left. */
    void end() {
        janitor.end();
    }

    /** Gives back what can be given back now; for tests. */
    void flush() {
        sealAll();
        janitor.flush();
    }

    Janitor janitor() {
        return janitor;
    }

    /**
     * Checks what must hold at any time.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        for (int i = 0; i < current.length(); i++) {
            Batch batch = current.get(i);
            if (batch != null) {
                batch.holdings.checkInvariants();
            }
        }
    }
}
