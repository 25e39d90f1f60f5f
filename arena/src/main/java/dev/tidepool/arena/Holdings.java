// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one batch: how many there are, and what memory they have. It is what the
 * collector's thread gets when nobody can reach the batch any more, so nothing here leads to the
 * batch, its session, a lease or a segment.
 *
 * <pre>
 * word = sealed (1 bit) | leases issued (31 bits) | leases not closed (32 bits)
 *
 * once sealed, the leases not closed only become fewer: sealed with 0 of them is reached once
 * </pre>
 *
 * <p>The elements of the arrays with index i belong to lease i: written by who opens it, and once
 * more by who closes it, before the word; read by who saw the word at 0, or by the collector.
 */
final class Holdings implements Runnable {

    private static final long SEALED = Long.MIN_VALUE;
    private static final long ISSUED = 1L << 32;
    private static final VarHandle WORD = field("word", long.class);
    private static final VarHandle BYTES = field("bytes", long.class);
    private static final VarHandle ENDED = field("ended", boolean.class);

    final Ground ground;
    private final Leases leases;
    private final int capacity;
    private final long[] addresses;
    /** Sizes; the complement of it for a closed lease. */
    private final long[] sizes;
    private final @Nullable Throwable @Nullable [] opened;

    private long word;
    /** Of all leases issued. */
    @SuppressWarnings("UnusedVariable") // read by its handle
    private long bytes;
    @SuppressWarnings("UnusedVariable") // read by its handle
    private boolean ended;

    Holdings(Ground ground, Leases leases, int capacity) {
        this.ground = ground;
        this.leases = leases;
        this.capacity = capacity;
        addresses = new long[capacity];
        sizes = new long[capacity];
        opened = ground.diagnostics ? new Throwable[capacity] : null;
    }

    // ---- the word

    /** {@return the index of another lease; -1 if no more are issued} The last one seals. */
    int acquire() {
        for (long w = wordAcquire(); w >= 0; w = wordAcquire()) {
            int index = issued(w);
            long next = w + ISSUED + 1;
            if (casWord(w, index + 1 == capacity ? next | SEALED : next)) {
                return index;
            }
        }
        return -1;
    }

    /** {@return whether the caller has to end the batch: it is sealed and this was the last} */
    boolean release() {
        long after = getAndAddWord(-1) - 1;
        return after < 0 && outstanding(after) == 0;
    }

    /** {@return whether the caller has to end the batch: nobody sealed it, and none is open} */
    boolean seal() {
        long before = getAndSealWord();
        return before >= 0 && outstanding(before) == 0;
    }

    boolean isSealed() {
        return wordAcquire() < 0;
    }

    private static int issued(long word) {
        return (int) ((word & ~SEALED) >>> 32);
    }

    private static long outstanding(long word) {
        return word & ISSUED - 1;
    }

    private long wordAcquire() {
        return (long) WORD.getAcquire(this);
    }

    private boolean casWord(long from, long to) {
        return WORD.compareAndSet(this, from, to);
    }

    /**
     * Its release half publishes what was done to the lease's memory and what was written to the
     * arrays; its acquire half, in the thread that reaches 0, is what gets that of all leases.
     */
    private long getAndAddWord(long delta) {
        return (long) WORD.getAndAdd(this, delta);
    }

    /** Pairs with {@link #getAndAddWord}: who finds none left gets what all leases published. */
    private long getAndSealWord() {
        return (long) WORD.getAndBitwiseOr(this, SEALED);
    }

    // ---- the leases

    /** Notes what a new lease has. {@return the bytes of all leases so far} */
    long put(int index, long address, long byteSize) {
        addresses[index] = address;
        sizes[index] = byteSize;
        if (opened != null) {
            opened[index] = ground.traceOpened();
        }
        return (long) BYTES.getAndAdd(this, byteSize) + byteSize;
    }

    /** Notes that a lease is closed; all of it, since the closer may not have seen {@link #put}. */
    void close(int index, long address, long byteSize) {
        addresses[index] = address;
        sizes[index] = ~byteSize;
    }

    // ---- the end

    /** Gives the memory back: the session has ended, and its close has returned. */
    void end() {
        if (ENDED.compareAndSet(this, false, true)) {
            giveBack();
        }
    }

    /** Gives the memory back: nobody can reach the session. Leases that are not closed leaked. */
    @Override
    public void run() {
        if (!ENDED.compareAndSet(this, false, true)) {
            return;
        }
        long leaked = 0;
        for (int i = 0; i < issued(word); i++) {
            if (sizes[i] >= 0) {
                leaked++;
                ground.counters.leasedBytes.add(-sizes[i]);
                ground.leakLog.tell(
                        ArenaLeak.LEASE, sizes[i], opened == null ? null : opened[i]);
            }
        }
        giveBack();
        ground.counters.leasesReclaimed.add(leaked);
        ground.counters.batchesEnded.increment();
        if (ground.closed) { // after the count, see Ground.close
            ground.finishIfLast();
        }
    }

    private void giveBack() {
        long closedBytes = 0;
        for (int i = 0; i < issued(word); i++) {
            long size = sizes[i];
            closedBytes += size < 0 ? ~size : 0;
            if (addresses[i] != 0) {
                if (ground.wipes) {
                    Ground.wipe(addresses[i], size < 0 ? ~size : size);
                }
                ground.give(addresses[i]);
            }
        }
        leases.leaveLimbo(closedBytes);
    }

    /** {@return sizes of all leases} */
    long bytesOpaque() {
        return (long) BYTES.getOpaque(this);
    }

    /**
     * Checks what must hold at any time.
     *
     * @throws IllegalStateException naming what does not hold
     */
    void checkInvariants() {
        long w = wordAcquire();
        if (issued(w) > capacity || outstanding(w) > issued(w)
                || (issued(w) == capacity && w >= 0)) {
            throw new IllegalStateException("word " + Long.toHexString(w) + " of " + capacity);
        }
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Holdings.class, name, type)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
