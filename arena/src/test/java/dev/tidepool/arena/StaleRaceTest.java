// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads go on reading and writing what another closes and opens again. None ever sees the next
 * owner's words, and no owner ever finds theirs in its own.
 *
 * <p>{@code -Ddev.tidepool.arena.rounds=1000000} makes it the long run.
 */
@ExtendWith(RefusedMemory.class)
@Timeout(3600)
class StaleRaceTest {
    private static final int ROUNDS = Integer.getInteger("dev.tidepool.arena.rounds", 1000);
    private static final int WORDS = 16;
    private static final Round END = new Round(MemorySegment.NULL, -1);

    private record Round(MemorySegment segment, long number) {

        long word(int index) {
            return number << 8 | index;
        }
    }

    private record Owned(MemorySegment segment, Runnable close) {}

    /** What is opened and closed. */
    private enum Lifetime {
        SHARED {
            @Override
            Owned open(ArenaPool pool) {
                PooledArena arena = pool.shared();
                return new Owned(arena.allocate(WORDS * 8, 8), arena::close);
            }
        },
        SHARED_CHILD {
            @Override
            Owned open(ArenaPool pool) {
                PooledArena arena = pool.shared();
                arena.allocate(8, 8);
                PooledArena child = arena.child();
                return new Owned(child.allocate(WORDS * 8, 8), arena::close);
            }
        },
        LEASE {
            @Override
            Owned open(ArenaPool pool) {
                SharedLease lease = pool.lease(WORDS * 8, 8);
                return new Owned(lease.segment(), lease::close);
            }
        };

        abstract Owned open(ArenaPool pool);
    }

    private final AtomicReference<Round> current = new AtomicReference<>(
            new Round(MemorySegment.NULL, 0));
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong accesses = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();

    /** Reads until it is refused. A word is the round's own, or it was not written yet. */
    private void read(Round round) {
        long count = 0;
        try {
            while (true) {
                for (int i = 0; i < WORDS; i++) {
                    long word = round.segment.getAtIndex(JAVA_LONG, i);
                    if (word != round.word(i)) {
                        throw new AssertionError("round " + round.number + " saw " + (word >> 8));
                    }
                }
                if (count++ % 64 == 0) {
                    accesses.incrementAndGet();
                }
            }
        } catch (IllegalStateException e) {
            refusals.incrementAndGet();
        }
    }

    /** Writes the round's own words until it is refused. */
    private void write(Round round) {
        long count = 0;
        try {
            while (true) {
                for (int i = 0; i < WORDS; i++) {
                    round.segment.setAtIndex(JAVA_LONG, i, round.word(i));
                }
                if (count++ % 64 == 0) {
                    accesses.incrementAndGet();
                }
            }
        } catch (IllegalStateException e) {
            refusals.incrementAndGet();
        }
    }

    private void follow(boolean writes) {
        try {
            long last = 0;
            for (Round round = current.get(); round != END; round = current.get()) {
                if (round.number == last) {
                    Thread.onSpinWait();
                } else if (writes) {
                    write(round);
                } else {
                    read(round);
                }
                last = round.number;
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    private void own(Owned owned, int number, boolean writes) {
        var round = new Round(owned.segment, number);
        Segments.assertZero(owned.segment);
        for (int i = 0; i < WORDS; i++) {
            owned.segment.setAtIndex(JAVA_LONG, i, round.word(i));
        }
        long before = accesses.get();
        current.set(round);
        for (int i = 0; accesses.get() == before && i < 10_000; i++) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < WORDS && writes; i++) {
            assertEquals(round.word(i), owned.segment.getAtIndex(JAVA_LONG, i), "another's word");
        }
        owned.close.run();
    }

    @ParameterizedTest
    @EnumSource(Lifetime.class)
    void noReaderSeesTheNextOwnersWords(Lifetime lifetime) throws Exception {
        run(lifetime, false);
    }

    @ParameterizedTest
    @EnumSource(Lifetime.class)
    void noOwnerFindsTheWordsOfTheLast(Lifetime lifetime) throws Exception {
        run(lifetime, true);
    }

    private void run(Lifetime lifetime, boolean writes) throws Exception {
        var seen = new HashMap<Long, Integer>();
        List<Thread> threads = new ArrayList<>();
        try (SpanAllocator allocator = SpanAllocator.create();
                ArenaPool pool = ArenaPool.builder().allocator(allocator).build()) {
            for (int i = 0; i < 2; i++) {
                threads.add(Thread.ofPlatform().daemon().start(() -> follow(writes)));
            }
            int again = 0;
            for (int i = 1; i <= ROUNDS && failure.get() == null; i++) {
                Owned owned = lifetime.open(pool);
                again += seen.merge(owned.segment.address(), 1, Integer::sum) > 1 ? 1 : 0;
                own(owned, i, writes);
                if (lifetime == Lifetime.LEASE && i % 50 == 0) {
                    pool.flush(); // or most would be in limbo as long as the test runs
                }
            }
            current.set(END);
            pool.flush();
            for (Thread thread : threads) {
                thread.join();
            }
            if (failure.get() != null) {
                throw new AssertionError(failure.get());
            }
            assertTrue(again > ROUNDS / 10, "the memory was hardly used again: " + again);
            assertTrue(refusals.get() > 0, "nobody was refused");
        }
    }
}
