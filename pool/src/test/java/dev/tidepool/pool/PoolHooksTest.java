// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When factory and hooks are called, in which order, and on which thread. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.pool.PoolHooksTest#threads")
class PoolHooksTest extends ThreadedTest {

    @Parameter(1)
    Checks checks;

    private final Tide tide = Tide.manual();
    private final List<Item> evicted = new ArrayList<>();
    private final List<Thread> evictors = new ArrayList<>();
    private Pool<Item> pool;

    static Stream<Arguments> threads() {
        return onEveryThread(Checks.OFF, Checks.ALL);
    }

    private PoolBuilder<Item> builder() {
        return Pool.builder(Item::new).name("harbour").tide(tide).checks(checks)
                .onEvict(this::evict);
    }

    private void evict(Item item) {
        evicted.add(item);
        evictors.add(Thread.currentThread());
    }

    private Pool<Item> pool(PoolBuilder<Item> builder) {
        pool = builder.build();
        return pool;
    }

    @AfterEach
    void theAccountsBalance() {
        if (pool != null) {
            Flavour.assertBalanced(pool);
        }
    }

    private Pool<Item> poolMadeBy(Supplier<Item> factory) {
        return pool(Pool.builder(factory).name("harbour").tide(tide).checks(checks));
    }

    @Test
    void aFactoryThatReturnsNullIsAnsweredByAnExceptionThatNamesThePool() {
        poolMadeBy(() -> null);
        var thrown = assertThrows(NullPointerException.class, pool::get);
        assertTrue(thrown.getMessage().contains("harbour"), thrown.getMessage());
        assertThrows(NullPointerException.class, pool::lease);
    }

    @Test
    void whatTheFactoryThrowsReachesTheCaller() {
        for (Throwable failure : List.of(new IllegalStateException("no"), new Error("no"))) {
            poolMadeBy(() -> Failure.sneak(failure));
            assertSame(failure, assertThrows(Throwable.class, pool::get));
            assertSame(failure, assertThrows(Throwable.class, pool::lease));
        }
    }

    @Test
    void aGetWhoseFactoryThrewIsAMiss() {
        poolMadeBy(() -> Failure.sneak(new Error("no")));
        assertThrows(Error.class, pool::get);
        assertEquals(1, pool.stats().gets());
        assertEquals(1, pool.stats().misses());
    }

    @Test
    void thePoolWorksAfterItsFactoryThrew() {
        var failures = new ArrayList<>(List.of(new Error("once")));
        poolMadeBy(() -> failures.isEmpty() ? new Item() : Failure.sneak(failures.removeLast()));
        assertThrows(Error.class, pool::get);
        Item item = pool.get();
        pool.put(item);
        assertSame(item, pool.get());
    }

    @Test
    void theFactoryMayUseItsPool() {
        var self = new AtomicReference<Pool<Item>>();
        poolMadeBy(() -> {
            self.get().put(new Item());
            tide.tick();
            self.get().poll();
            self.get().put(new Item());
            self.get().clear();
            self.get().stats();
            return new Item();
        });
        self.set(pool);
        assertNotNull(pool.get());
        assertNotNull(pool.get());
        assertEquals(0, pool.stats().retained());
    }

    @Test
    void theFactoryMayCloseItsPool() {
        var self = new AtomicReference<Pool<Item>>();
        poolMadeBy(() -> {
            self.get().close();
            return new Item();
        });
        self.set(pool);
        pool.put(pool.get());
        assertEquals(1, pool.stats().dropped());
    }

    @Test
    void aFactoryThatWaitsHoldsUpNobodyElse() throws Throwable {
        var go = new CountDownLatch(1);
        var inside = new CountDownLatch(1);
        poolMadeBy(() -> {
            inside.countDown();
            Failure.await(go);
            return new Item();
        });
        Thread waiting = kind.start(pool::get);
        inside.await();
        pool.put(new Item());
        assertNotNull(pool.get());
        tide.tick();
        pool.clear();
        go.countDown();
        waiting.join();
    }

    @Test
    void hooksAreCalledInTheOrderRetainIfResetSizeOf() {
        var calls = new ArrayList<String>();
        pool(builder().retainIf(item -> calls.add("retainIf")).reset(item -> calls.add("reset"))
                .maxRetainedBytes(1000, item -> {
                    calls.add("sizeOf");
                    return 1;
                }));
        pool.put(new Item());
        assertEquals(List.of("retainIf", "reset", "sizeOf"), calls);
    }

    @Test
    void sizeOfIsAskedOncePerPut() {
        var calls = new ArrayList<String>();
        pool(builder().maxRetainedBytes(1000, item -> {
            calls.add("sizeOf");
            return 1;
        }));
        pool.put(new Item());
        pool.poll();
        assertEquals(1, calls.size());
    }

    @Test
    void aRefusedObjectIsDroppedWithoutReset() {
        var calls = new ArrayList<Item>();
        pool(builder().retainIf(item -> false).reset(calls::add));
        var item = new Item();
        pool.put(item);
        assertTrue(calls.isEmpty(), "reset was called");
        assertEquals(List.of(item), evicted);
        assertEquals(1, pool.stats().dropped());
        assertNull(pool.poll());
    }

    @Test
    void aClosedPoolAsksNeitherRetainIfNorResetNorSizeOf() {
        var calls = new ArrayList<Item>();
        pool(builder().retainIf(calls::add).reset(calls::add).maxRetainedBytes(1000, item -> {
            calls.add(item);
            return 1;
        }));
        pool.close();
        pool.put(new Item());
        assertTrue(calls.isEmpty(), "hooks were called");
        assertEquals(1, evicted.size());
    }

    @Test
    void aFullPoolEvictsInThePuttingThread() {
        pool(builder().maxRetained(0));
        var item = new Item();
        pool.put(item);
        assertEquals(List.of(item), evicted);
        assertEquals(List.of(Thread.currentThread()), evictors);
    }

    @Test
    void aTickEvictsInTheTickingThread() {
        pool(builder());
        pool.put(new Item());
        tide.tick();
        assertEquals(0, evicted.size());
        tide.tick();
        assertEquals(List.of(Thread.currentThread()), evictors);
    }

    @Test
    void nullIsRefusedBeforeAnyHookIsCalled() {
        pool(builder().retainIf(item -> Failure.sneak(new Error("retainIf")))
                .reset(item -> Failure.sneak(new Error("reset"))));
        assertThrows(NullPointerException.class, () -> pool.put(null));
        assertEquals(0, evicted.size());
        assertEquals(0, pool.stats().puts());
    }

    @Test
    void aClosedPoolRefusesNullToo() {
        pool(builder());
        pool.close();
        assertThrows(NullPointerException.class, () -> pool.put(null));
    }

    @Test
    void resetMayUseItsPool() {
        usePoolIn((builder, hook) -> builder.reset(hook));
    }

    @Test
    void retainIfMayUseItsPool() {
        usePoolIn((builder, hook) -> builder.retainIf(item -> {
            hook.accept(item);
            return true;
        }));
    }

    @Test
    void sizeOfMayUseItsPool() {
        usePoolIn((builder, hook) -> builder.maxRetainedBytes(1000, item -> {
            hook.accept(item);
            return 1;
        }));
    }

    private interface Hooking {
        void hook(PoolBuilder<Item> builder, Consumer<Item> hook);
    }

    private void usePoolIn(Hooking hooking) {
        var self = new AtomicReference<Pool<Item>>();
        var depth = new ArrayList<Item>();
        PoolBuilder<Item> builder = builder();
        hooking.hook(builder, item -> {
            if (depth.isEmpty()) {
                depth.add(item);
                self.get().put(self.get().get());
                self.get().put(new Item());
                self.get().clear();
                tide.tick();
                self.get().stats();
            }
        });
        self.set(pool(builder));
        var item = new Item();
        pool.put(item);
        assertSame(item, pool.poll());
        assertEquals(2, evicted.size());
    }
}
