// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each hook of each kind of pool throws each kind of thing: it reaches the caller as it is, and the
 * pool goes on with its accounts in order. From a tick, clear or close it goes to the log.
 */
@Timeout(60)
class HooksThrowAnythingTest {

    /** What a hook may throw, whatever its signature says. */
    enum Thrown {
        UNCHECKED(new IllegalStateException("planned")),
        CHECKED(new IOException("planned")),
        INTERRUPTED(new InterruptedException("planned")),
        ERROR(new AssertionError("planned")),
        LINKAGE(new NoClassDefFoundError("planned")),
        HEAP(new OutOfMemoryError("planned")),
        MACHINE(new InternalError("planned")),
        STACK(null);

        private final Throwable planned;

        Thrown(Throwable planned) {
            this.planned = planned;
        }

        /** A real overflow is another one each time. */
        Throwable make() {
            try {
                return planned != null ? planned : new StackOverflowError("" + recurse(1));
            } catch (StackOverflowError e) {
                return e;
            }
        }

        private static int recurse(int n) {
            return recurse(n + 1) + n;
        }
    }

    /** The hook that throws, and the operation that runs into it. */
    enum Hook {
        FACTORY, RESET, RETAIN_IF, SIZE_OF, FINGERPRINT, EVICT_AT_PUT, EVICT_AT_TICK,
        EVICT_AT_CLEAR, EVICT_AT_CLOSE
    }

    private Throwable failure;
    private final List<Object> evicted = new ArrayList<>();

    private <R> R failOr(R result) {
        return failure == null ? result : Failure.<R, RuntimeException>sneak(failure);
    }

    private void failIf(boolean armed) {
        if (armed) {
            failOr(true);
        }
    }

    private static Throwable thrownBy(Runnable operation) {
        try {
            operation.run();
            return null;
        } catch (Throwable t) { // no assertThrows: it lets an OutOfMemoryError through
            return t;
        }
    }

    static Stream<Arguments> pools() {
        return Stream.of(Thrown.values()).flatMap(thrown -> Stream.of(Hook.values())
                .flatMap(hook -> Stream.of(Checks.OFF, Checks.ALL)
                        .map(checks -> Arguments.of(thrown, hook, checks))));
    }

    @ParameterizedTest
    @MethodSource("pools")
    void aPoolGoesOn(Thrown thrown, Hook hook, Checks checks) {
        Tide tide = Tide.manual();
        Pool<Item> pool = pool(hook, tide, checks);
        pool.put(new Item());
        Item mine = pool.get();
        if (hook != Hook.FACTORY) {
            pool.put(new Item());
        }
        failure = thrown.make();
        Throwable reached = thrownBy(() -> run(hook, pool, tide, mine));
        boolean logged = hook == Hook.EVICT_AT_TICK || hook == Hook.EVICT_AT_CLEAR
                || hook == Hook.EVICT_AT_CLOSE
                || (hook == Hook.FINGERPRINT && checks == Checks.OFF);
        assertSame(logged ? null : failure, reached);
        if (!logged && hook != Hook.FACTORY) {
            assertEquals(1, evicted.stream().filter(item -> item == mine).count(), "evicted once");
        }
        failure = null;
        pool.put(new Item());
        pool.get();
        Flavour.assertBalanced(pool);
        pool.close();
        PoolStats stats = pool.stats();
        assertEquals(stats.dropped() + stats.evicted(), evicted.size(), stats::toString);
        assertEquals(0, stats.retained());
    }

    private Pool<Item> pool(Hook hook, Tide tide, Checks checks) {
        PoolBuilder<Item> builder = Pool.builder(
                () -> hook == Hook.FACTORY ? failOr(new Item()) : new Item())
                .tide(tide).checks(checks).onEvict(item -> {
                    evicted.add(item);
                    failIf(hook.name().startsWith("EVICT"));
                });
        switch (hook) {
            case RESET -> builder.reset(item -> failOr(true));
            case RETAIN_IF -> builder.retainIf(item -> failOr(true));
            case SIZE_OF -> builder.maxRetainedBytes(1000, item -> failOr(1));
            case FINGERPRINT -> builder.fingerprint(item -> failOr(1));
            default -> { }
        }
        return builder.build();
    }

    private static void run(Hook hook, Pool<Item> pool, Tide tide, Item mine) {
        switch (hook) {
            case FACTORY -> pool.get();
            case EVICT_AT_TICK -> {
                tide.tick();
                tide.tick();
            }
            case EVICT_AT_CLEAR -> pool.clear();
            case EVICT_AT_CLOSE -> pool.close();
            case EVICT_AT_PUT -> {
                assertNull(thrownBy(pool::close)); // what is cached: to the log
                pool.put(mine);
            }
            default -> pool.put(mine);
        }
    }

    /** The hook of a pool of buffers that throws. */
    enum BufferHook { ALLOCATE, CAPACITY, RESET, EVICT }

    static Stream<Arguments> bufferPools() {
        return Stream.of(Thrown.values()).flatMap(thrown -> Stream.of(BufferHook.values())
                .map(hook -> Arguments.of(thrown, hook)));
    }

    @ParameterizedTest
    @MethodSource("bufferPools")
    void aPoolOfBuffersGoesOn(Thrown thrown, BufferHook hook) {
        BufferPool<byte[]> pool = BufferPool.builder(
                size -> hook == BufferHook.ALLOCATE ? failOr(new byte[size]) : new byte[size],
                (byte[] b) -> hook == BufferHook.CAPACITY ? failOr(b.length) : b.length)
                .tide(Tide.manual())
                .reset(b -> failIf(hook == BufferHook.RESET))
                .onEvict(b -> {
                    evicted.add(b);
                    failIf(hook == BufferHook.EVICT);
                }).build();
        byte[] mine = pool.get(1000);
        failure = thrown.make();
        Throwable reached = thrownBy(() -> {
            switch (hook) {
                case ALLOCATE -> pool.get(1000);
                case EVICT -> pool.put(new byte[1001]); // of no class
                default -> pool.put(mine);
            }
        });
        assertSame(failure, reached);
        if (hook == BufferHook.RESET) {
            assertEquals(1, evicted.stream().filter(b -> b == mine).count(), "evicted once");
        }
        failure = null;
        pool.put(pool.get(1000));
        PoolStats stats = pool.totalStats();
        assertEquals(stats.gets(), stats.hits() + stats.misses(), stats::toString);
        assertEquals(stats.puts(), stats.hits() + stats.dropped() + stats.evicted()
                + stats.retained(), stats::toString);
        pool.close();
        stats = pool.totalStats();
        assertEquals(stats.dropped() + stats.evicted(), evicted.size(), stats::toString);
    }

    /** The hook of a bounded pool that throws. */
    enum BoundedHook { FACTORY, VALIDATE, RESET, EVICT }

    static Stream<Arguments> boundedPools() {
        return Stream.of(Thrown.values()).flatMap(thrown -> Stream.of(BoundedHook.values())
                .map(hook -> Arguments.of(thrown, hook)));
    }

    @ParameterizedTest
    @MethodSource("boundedPools")
    void aBoundedPoolGoesOn(Thrown thrown, BoundedHook hook) {
        BoundedPool<Item> pool = BoundedPool.builder(
                () -> hook == BoundedHook.FACTORY ? failOr(new Item()) : new Item())
                .capacity(1)
                .validate(item -> hook != BoundedHook.VALIDATE || failOr(true))
                .reset(item -> failIf(hook == BoundedHook.RESET))
                .onEvict(item -> {
                    evicted.add(item);
                    failIf(hook == BoundedHook.EVICT);
                }).build();
        Lease<Item> lease = hook == BoundedHook.FACTORY ? null : pool.tryClaim();
        if (hook == BoundedHook.VALIDATE) {
            lease.close();
        }
        failure = thrown.make();
        Throwable reached = thrownBy(() -> {
            switch (hook) {
                case RESET -> lease.close();
                case EVICT -> pool.discard(lease);
                default -> pool.tryClaim();
            }
        });
        assertSame(failure, reached);
        failure = null;
        pool.tryClaim().close(); // its one place is free
        BoundedFixture.assertBalanced(pool);
        pool.close();
        PoolStats stats = pool.stats();
        assertEquals(stats.dropped() + stats.evicted(), evicted.size(), stats::toString);
    }
}
