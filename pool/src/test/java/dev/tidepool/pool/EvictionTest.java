// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** onEvict sees each object that the pool lets go of, once, whatever it does itself. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.pool.PoolHooksTest#threads")
class EvictionTest extends ThreadedTest {
    private static final int OBJECTS = 60;

    @Parameter(1)
    Checks checks;

    private final Tide tide = Tide.manual();
    private final Queue<Item> evicted = new ConcurrentLinkedQueue<>();
    private Consumer<Item> onEvict = item -> { };
    private Pool<Item> pool;

    /** What makes a pool let go of all it has cached. */
    enum Event {
        TICKS((pool, tide) -> {
            tide.tick();
            tide.tick();
        }),
        CLEAR((pool, tide) -> pool.clear()),
        CLOSE((pool, tide) -> pool.close());

        private final BiConsumer<Pool<?>, Tide> action;

        Event(BiConsumer<Pool<?>, Tide> action) {
            this.action = action;
        }
    }

    /** What a hook may do to its own pool. */
    enum Reentry {
        GET((pool, tide) -> pool.get()),
        POLL((pool, tide) -> pool.poll()),
        PUT((pool, tide) -> pool.put(new Item())),
        LEASE((pool, tide) -> pool.lease().close()),
        CLEAR((pool, tide) -> pool.clear()),
        CLOSE((pool, tide) -> pool.close()),
        STATS((pool, tide) -> pool.stats()),
        TICK((pool, tide) -> tide.tick());

        private final BiConsumer<Pool<Item>, Tide> action;

        Reentry(BiConsumer<Pool<Item>, Tide> action) {
            this.action = action;
        }
    }

    /** A pool with as many objects cached as it takes of sixty. */
    private Pool<Item> filledPool() {
        pool = Pool.builder(Item::new).tide(tide).checks(checks).onEvict(item -> {
            evicted.add(item);
            onEvict.accept(item);
        }).build();
        for (int i = 0; i < OBJECTS; i++) {
            pool.put(new Item());
        }
        return pool;
    }

    @AfterEach
    void eachObjectLetGoOfWasEvictedOnce() {
        Flavour.assertBalanced(pool);
        PoolStats stats = pool.stats();
        assertEquals(stats.dropped() + stats.evicted(), evicted.size(), () -> stats.toString());
        Set<Item> distinct = evicted.stream().collect(Collectors.toSet());
        assertEquals(evicted.size(), distinct.size(), "evicted twice");
    }

    @ParameterizedTest
    @EnumSource
    void eachCachedObjectIsEvicted(Event event) {
        filledPool();
        event.action.accept(pool, tide);
        assertEquals(OBJECTS, evicted.size());
    }

    @ParameterizedTest
    @EnumSource
    void heldObjectsAreNotEvicted(Event event) {
        filledPool();
        Item held = pool.get();
        event.action.accept(pool, tide);
        assertEquals(0, evicted.stream().filter(item -> item == held).count());
        assertEquals(OBJECTS - 1, evicted.size());
    }

    @ParameterizedTest
    @EnumSource
    void whatOnEvictThrowsKeepsNoOtherObjectFromEviction(Event event) {
        filledPool();
        onEvict = item -> Failure.sneak(new Error("planned failure of onEvict, to be logged"));
        event.action.accept(pool, tide);
        assertEquals(OBJECTS, evicted.size());
        assertEquals(0, pool.stats().retained());
    }

    @ParameterizedTest
    @EnumSource
    void thePoolWorksAfterOnEvictThrew(Event event) {
        filledPool();
        onEvict = item -> Failure.sneak(new Exception("planned failure of onEvict, to be logged"));
        event.action.accept(pool, tide);
        onEvict = item -> { };
        pool.put(new Item());
        assertEquals(event == Event.CLOSE ? 0 : 1, pool.stats().retained());
    }

    @ParameterizedTest
    @EnumSource
    void onEvictMayUseItsPoolDuringTicks(Reentry reentry) {
        useAgainDuring(Event.TICKS, reentry);
    }

    @ParameterizedTest
    @EnumSource
    void onEvictMayUseItsPoolDuringClear(Reentry reentry) {
        useAgainDuring(Event.CLEAR, reentry);
    }

    @ParameterizedTest
    @EnumSource
    void onEvictMayUseItsPoolDuringClose(Reentry reentry) {
        useAgainDuring(Event.CLOSE, reentry);
    }

    private void useAgainDuring(Event event, Reentry reentry) {
        filledPool();
        var once = new ConcurrentLinkedQueue<>(Set.of("once"));
        onEvict = item -> {
            if (once.poll() != null) {
                reentry.action.accept(pool, tide);
            }
        };
        event.action.accept(pool, tide);
        assertEquals(0, once.size());
        pool.close();
        assertEquals(0, pool.stats().retained());
    }

    @Test
    void onEvictMayUseItsPoolDuringAPutThatIsDropped() {
        filledPool();
        pool.close();
        var once = new ConcurrentLinkedQueue<>(Set.of("once"));
        onEvict = item -> {
            if (once.poll() != null) {
                pool.put(new Item());
                tide.tick();
                pool.clear();
            }
        };
        pool.put(new Item());
        assertEquals(OBJECTS + 2, evicted.size());
    }

    @Test
    void whatOnEvictThrowsInPutReachesTheCaller() {
        filledPool();
        pool.close();
        var failure = new IllegalStateException("planned");
        onEvict = item -> Failure.sneak(failure);
        assertSame(failure,
                assertThrows(IllegalStateException.class, () -> pool.put(new Item())));
        assertEquals(1, pool.stats().dropped());
    }

    @Test
    void anEvictionThatWaitsHoldsUpNoGetNoPutAndNoOtherPool() throws Throwable {
        filledPool();
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        onEvict = item -> {
            inside.countDown();
            Failure.await(go);
        };
        Thread ticking = kind.start(() -> Event.TICKS.action.accept(pool, tide));
        inside.await();
        pool.put(pool.get());
        assertNotNull(pool.poll());
        Pool<Item> other = Pool.builder(Item::new).tide(tide).build();
        other.put(new Item());
        assertEquals(1, other.stats().retained());
        pool.stats();
        go.countDown();
        ticking.join();
        assertEquals(OBJECTS, evicted.size());
    }

    @Test
    void twoThreadsThatClearTogetherEvictEachObjectOnce() throws Throwable {
        filledPool();
        Race.run(kind, 4, i -> {
            pool.clear();
            tide.tick();
        });
        assertEquals(OBJECTS, evicted.size());
    }
}
