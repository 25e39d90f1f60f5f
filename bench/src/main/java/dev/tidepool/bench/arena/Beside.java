// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** What other threads do while closes are timed. */
final class Beside {

    private static final int PARKED = 256;

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /** The conditions of the question. */
    enum Kind {
        NOTHING("nothing"),
        PARKED("256 parked threads"),
        FILL("a fill of 1 GiB");

        final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    private Beside() {}

    /**
     * Starts the threads and waits until they are where they should be.
     *
     * @param fillBytes how much a fill fills
     */
    static Beside start(Kind kind, long fillBytes) throws InterruptedException {
        Beside beside = new Beside();
        int count = kind == Kind.NOTHING ? 0 : kind == Kind.PARKED ? PARKED : 1;
        CountDownLatch ready = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Runnable work =
                    kind == Kind.PARKED
                            ? () -> beside.park(ready)
                            : () -> beside.fill(fillBytes, ready);
            beside.threads.add(Thread.ofPlatform().daemon().name("beside-" + i).start(work));
        }
        ready.await();
        return beside;
    }

    private void park(CountDownLatch ready) {
        ready.countDown();
        while (!over) {
            LockSupport.park(this);
        }
    }

    /** Again and again: nearly always inside one access, as no thread can be stopped in it. */
    private void fill(long bytes, CountDownLatch ready) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment large = arena.allocate(bytes);
            ready.countDown();
            for (byte value = 1; !over; value++) {
                large.fill(value);
            }
        }
    }

    /** Ends the threads. */
    void end() throws InterruptedException {
        over = true;
        threads.forEach(LockSupport::unpark);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
