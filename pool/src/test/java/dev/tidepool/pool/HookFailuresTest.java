// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A hook that fails in put costs one object, which is evicted once, and nothing else. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.pool.PoolHooksTest#threads")
class HookFailuresTest extends ThreadedTest {

    @Parameter(1)
    Checks checks;

    private final Tide tide = Tide.manual();
    private final Error failure = new Error("planned");
    private final List<Item> evicted = new ArrayList<>();
    private boolean failing = true;
    private RuntimeException evictFailure;
    private Pool<Item> pool;

    /** The hook that fails. */
    enum Stage {
        RETAIN_IF,
        RESET,
        SIZE_OF,
        NEGATIVE_SIZE
    }

    private Pool<Item> pool(Stage stage) {
        PoolBuilder<Item> builder = Pool.builder(Item::new).tide(tide).checks(checks)
                .onEvict(this::evict);
        switch (stage) {
            case RETAIN_IF -> builder.retainIf(item -> !failing || Failure.<Boolean, Error>sneak(
                    failure));
            case RESET -> builder.reset(item -> fail());
            case SIZE_OF -> builder.maxRetainedBytes(1000, item -> {
                fail();
                return 1;
            });
            case NEGATIVE_SIZE -> builder.maxRetainedBytes(1000, item -> failing ? -7 : 1);
        }
        pool = builder.build();
        return pool;
    }

    private void fail() {
        if (failing) {
            throw failure;
        }
    }

    private void evict(Item item) {
        evicted.add(item);
        if (evictFailure != null) {
            throw evictFailure;
        }
    }

    @AfterEach
    void theAccountsBalance() {
        if (pool != null) {
            Flavour.assertBalanced(pool);
            assertEquals(pool.stats().dropped() + pool.stats().evicted(), evicted.size());
        }
    }

    private static void assertCause(Stage stage, Error failure, Throwable thrown) {
        if (stage == Stage.NEGATIVE_SIZE) {
            assertInstanceOf(IllegalArgumentException.class, thrown);
        } else {
            assertSame(failure, thrown);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFailureReachesTheCallerOfPut(Stage stage) {
        pool(stage);
        assertCause(stage, failure, assertThrows(Throwable.class, () -> pool.put(new Item())));
    }

    @ParameterizedTest
    @EnumSource
    void theFailureReachesTheCloserOfALease(Stage stage) {
        Lease<Item> lease = pool(stage).lease();
        assertCause(stage, failure, assertThrows(Throwable.class, lease::close));
        lease.close();
        assertEquals(1, pool.stats().puts());
    }

    @ParameterizedTest
    @EnumSource
    void theObjectIsDroppedAndEvictedOnce(Stage stage) {
        pool(stage);
        var item = new Item();
        assertThrows(Throwable.class, () -> pool.put(item));
        assertEquals(List.of(item), evicted);
        assertEquals(1, pool.stats().puts());
        assertEquals(1, pool.stats().dropped());
        assertEquals(0, pool.stats().retained());
        assertNull(pool.poll());
    }

    @ParameterizedTest
    @EnumSource
    void whatOnEvictThrowsMeanwhileIsSuppressed(Stage stage) {
        pool(stage);
        evictFailure = new IllegalStateException("evict");
        Throwable thrown = assertThrows(Throwable.class, () -> pool.put(new Item()));
        assertCause(stage, failure, thrown);
        assertEquals(List.of(evictFailure), List.of(thrown.getSuppressed()));
    }

    @ParameterizedTest
    @EnumSource
    void thePoolWorksAfterwards(Stage stage) {
        pool(stage);
        assertThrows(Throwable.class, () -> pool.put(new Item()));
        failing = false;
        var item = new Item();
        pool.put(item);
        assertEquals(1, pool.stats().retained());
        assertSame(item, pool.poll());
    }

    @ParameterizedTest
    @EnumSource
    void manyFailuresLeakNoRoom(Stage stage) {
        pool(stage);
        for (int i = 0; i < 3_000; i++) {
            assertThrows(Throwable.class, () -> pool.put(new Item()));
        }
        failing = false;
        for (int i = 0; i < 200; i++) {
            pool.put(new Item());
        }
        long retained = pool.stats().retained();
        assertEquals(kind == ThreadKind.PLATFORM ? 200 : retained, retained);
    }

    @ParameterizedTest
    @EnumSource
    void objectsCachedBeforeAreUntouched(Stage stage) {
        pool(stage);
        failing = false;
        var item = new Item();
        pool.put(item);
        failing = true;
        assertThrows(Throwable.class, () -> pool.put(new Item()));
        assertSame(item, pool.poll());
    }
}
