// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of a bounded pool accept, and what they are by themselves. */
@Timeout(60)
class BoundedPoolArgumentsTest {

    private static BoundedPool.Builder<Item> builder() {
        return BoundedPool.builder(Item::new);
    }

    private static void refused(Class<? extends Throwable> type, String message, Executable call) {
        assertEquals(message, assertThrows(type, call).getMessage());
    }

    @Test
    void nullIsRefusedByName() {
        refused(NullPointerException.class, "factory", () -> BoundedPool.builder(null));
        refused(NullPointerException.class, "name", () -> builder().name(null));
        refused(NullPointerException.class, "fit", () -> builder().validate(null));
        refused(NullPointerException.class, "reset", () -> builder().reset(null));
        refused(NullPointerException.class, "evict", () -> builder().onEvict(null));
        refused(NullPointerException.class, "checks", () -> builder().checks(null));
        refused(NullPointerException.class, "fingerprint", () -> builder().fingerprint(null));
        refused(NullPointerException.class, "listener", () -> builder().onLeak(null));
        assertThrows(NullPointerException.class, () -> builder().expireAfter(null));
        try (var pool = builder().build()) {
            assertThrows(NullPointerException.class, () -> pool.claim(null));
            refused(NullPointerException.class, "lease", () -> pool.discard(null));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aCapacityOfNothingIsRefusedWithTheNumber(int capacity) {
        refused(IllegalArgumentException.class, "capacity is not positive: " + capacity,
                () -> builder().capacity(capacity));
    }

    @Test
    void anAgeOfNothingIsRefusedWithTheNumber() {
        refused(IllegalArgumentException.class, "age is not positive: PT0S",
                () -> builder().expireAfter(Duration.ZERO));
        refused(IllegalArgumentException.class, "age is not positive: PT-1S",
                () -> builder().expireAfter(Duration.ofSeconds(-1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, Integer.MAX_VALUE})
    void everyCapacityWorks(int capacity) throws Exception {
        try (var pool = builder().capacity(capacity).build()) {
            assertEquals(capacity, pool.capacity());
            pool.claim().close();
            pool.claim().close();
            assertEquals(1, pool.stats().hits());
            assertEquals(1, pool.stats().retained());
        }
    }

    @Test
    void theDefaultCapacityFollowsTheProcessors() {
        try (var pool = builder().build()) {
            assertEquals(Math.max(8, 2 * Runtime.getRuntime().availableProcessors()),
                    pool.capacity());
        }
    }

    @Test
    void aPoolHasTheNameItWasGivenOrOneOfItsOwn() {
        try (var named = builder().name("harbour").build(); var one = builder().build();
                var two = builder().build()) {
            assertEquals("harbour", named.name());
            assertEquals("harbour", named.stats().name());
            assertNotEquals(one.name(), two.name());
        }
    }

    @Test
    void aBuilderBuildsIndependentPools() throws Exception {
        BoundedPool.Builder<Item> builder = builder().capacity(1);
        try (var one = builder.build(); var two = builder.capacity(2).build()) {
            one.claim();
            assertEquals(1, one.capacity());
            assertEquals(2, two.capacity());
            assertEquals(0, two.leased());
        }
    }
}
