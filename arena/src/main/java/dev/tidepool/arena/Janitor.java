// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends the sessions of batches whose leases are all closed, one after the other, on a daemon thread
 * that runs while there is something to do and a while longer. A thread that stays long inside an
 * access makes the handshake wait, and so delays reuse; it holds up neither leases nor closes.
 */
final class Janitor implements Runnable {

    private static final long SEAL_NANOS = 50_000_000; // 50 ms
    private static final long IDLE_NANOS = 10_000_000_000L; // 10 s
    private static final long FIRST_BACK_OFF_NANOS = 1_000_000; // 1 ms
    private static final long LAST_BACK_OFF_NANOS = 1_000_000_000; // 1 s

    private final Ground ground;
    private final Leases leases;
    private final Queue<Batch> drained = new ConcurrentLinkedQueue<>();
    /** Batches that have been enqueued and were not tried yet. */
    private final AtomicInteger backlog = new AtomicInteger();
    private final AtomicLong flushesWanted = new AtomicLong();
    private volatile long flushesDone;
    private volatile @Nullable Thread thread;
    /** Whether the thread waits for no particular time. */
    private volatile boolean idle;
    private volatile boolean ended;

    /** Batches in use by native calls; of the thread alone. */
    private final List<Batch> refused = new ArrayList<>();

    Janitor(Ground ground, Leases leases) {
        this.ground = ground;
        this.leases = leases;
    }

    // ---- any thread

    /** Hands over a batch that is sealed and has no open lease; its queue publishes it. */
    void enqueue(Batch batch) {
        backlog.incrementAndGet();
        drained.add(batch);
        wake();
    }

    /** {@return how many batches wait} */
    int backlog() {
        return backlog.get();
    }

    /** Has batches watched for their age. */
    void watch() {
        if (idle || !isRunning(thread)) {
            wake();
        }
    }

    void wake() {
        Thread t = thread;
        if (isRunning(t)) {
            LockSupport.unpark(t);
        } else {
            start();
        }
    }

    /** A thread that found no room on the heap at its very start is replaced. */
    private static boolean isRunning(@Nullable Thread t) {
        return t != null && t.isAlive();
    }

    private synchronized void start() {
        if (!isRunning(thread)) {
            Thread t = Thread.ofPlatform().daemon()
                    .name("tidepool-arena-" + ground.name).unstarted(this);
            thread = t;
            boolean started = false;
            try {
                t.start();
                started = true;
            } finally {
                thread = started ? t : null; // no thread can be had: the next one tries again
            }
        }
    }

    /** Waits until every batch that is drained now was tried. */
    void flush() {
        long ticket = flushesWanted.incrementAndGet();
        while (flushesDone < ticket) {
            wake();
            LockSupport.parkNanos(100_000);
        }
    }

    /** Ends the thread. */
    void end() {
        ended = true;
        Thread t = thread;
        if (t != null) {
            LockSupport.unpark(t);
        }
    }

    // ---- the thread

    @Override
    public void run() {
        long idleSince = System.nanoTime();
        do {
            try {
                long wanted = flushesWanted.get();
                boolean busy = retry(wanted != flushesDone);
                busy |= endDrained();
                boolean watching = leases.sealAged();
                flushesDone = wanted;
                long now = System.nanoTime();
                if (busy || watching || !refused.isEmpty()) {
                    idleSince = now;
                }
                rest(watching, now);
            } catch (Throwable e) { // most likely memory is short; nobody else does this work
                log("Ending leases failed; it goes on", e);
                LockSupport.parkNanos(this, FIRST_BACK_OFF_NANOS);
            }
        } while (!isOver(System.nanoTime() - idleSince));
    }

    private void rest(boolean watching, long now) {
        long nanos = watching ? SEAL_NANOS : IDLE_NANOS;
        for (Batch batch : refused) {
            nanos = Math.min(nanos, batch.retryAtNanos - now);
        }
        idle = !watching;
        if (drained.isEmpty() && !(idle && leases.hasCurrent()) && !ended) {
            LockSupport.parkNanos(this, Math.max(1, nanos));
        }
        idle = false;
    }

    /**
     * Decides whether the thread is not needed any more. Who adds something adds it first and then
     * looks for the thread; this removes the thread first and then looks for something.
     */
    private synchronized boolean isOver(long idleNanos) {
        if (!ended && (idleNanos < IDLE_NANOS || !refused.isEmpty())) {
            return false;
        }
        Thread self = thread;
        thread = null;
        if (!drained.isEmpty() || leases.hasCurrent() || flushesDone != flushesWanted.get()) {
            thread = self;
            return false;
        }
        return true;
    }

    private boolean endDrained() {
        boolean any = false;
        for (Batch batch = drained.poll(); batch != null; batch = drained.poll()) {
            try {
                tryEnd(batch);
            } finally {
                backlog.decrementAndGet();
            }
            any = true;
        }
        return any;
    }

    private boolean retry(boolean all) {
        if (refused.isEmpty()) {
            return false;
        }
        long now = System.nanoTime();
        for (int i = refused.size() - 1; i >= 0; i--) { // those refused again come behind
            Batch batch = refused.get(i);
            if (all || batch.retryAtNanos - now <= 0) {
                refused.remove(i);
                tryEnd(batch);
            }
        }
        return true;
    }

    private void tryEnd(Batch batch) {
        long start = System.nanoTime();
        try {
            batch.session.close();
        } catch (RuntimeException | Error e) {
            if (batch.session.scope().isAlive()) {
                putOff(batch); // a native call uses a segment
                return;
            }
            // The handshake may be incomplete. The memory goes back when nobody can reach the
            // session: a thread inside an access reaches it.
            ground.counters.condemned.add(batch.holdings.bytesOpaque());
            log("A batch of leases could not be ended", e);
            return;
        }
        ground.counters.handshakeNanos.add(System.nanoTime() - start);
        ground.counters.handshakes.increment();
        try {
            batch.end();
        } catch (RuntimeException | Error e) {
            log("The memory of a batch of leases could not be given back", e);
        }
        ground.counters.batchesEnded.increment();
        if (ground.closed) { // after the count, see Ground.close
            ground.finishIfLast();
        }
    }

    private void log(String what, Throwable thrown) {
        try {
            System.getLogger(NativeMode.LOGGER).log(
                    Level.WARNING, what + ", in pool '" + ground.name + "'", thrown);
        } catch (Throwable e) {
            // Nobody is left to be told.
        }
    }

    private void putOff(Batch batch) {
        batch.backOffNanos = batch.backOffNanos == 0
                ? FIRST_BACK_OFF_NANOS : Math.min(2 * batch.backOffNanos, LAST_BACK_OFF_NANOS);
        batch.retryAtNanos = System.nanoTime() + batch.backOffNanos;
        refused.add(batch);
    }
}
