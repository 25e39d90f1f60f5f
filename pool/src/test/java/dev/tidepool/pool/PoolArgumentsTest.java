// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a builder, a pool and a tide refuse, and what they take. */
@Timeout(60)
class PoolArgumentsTest {

    private static PoolBuilder<Item> builder() {
        return Pool.builder(Item::new).tide(Tide.manual());
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                call("Pool.of", () -> Pool.of(null)),
                call("Pool.builder", () -> Pool.builder(null)),
                call("name", () -> builder().name(null)),
                call("reset", () -> builder().reset(null)),
                call("retainIf", () -> builder().retainIf(null)),
                call("onEvict", () -> builder().onEvict(null)),
                call("sizeOf", () -> builder().maxRetainedBytes(1, null)),
                call("tide", () -> builder().tide(null)),
                call("checks", () -> builder().checks(null)),
                call("fingerprint", () -> builder().fingerprint(null)),
                call("onLeak", () -> builder().onLeak(null)),
                call("Tide.every", () -> Tide.every(null)),
                call("put", () -> builder().build().put(null)),
                call("put, checked", () -> builder().checks(Checks.ALL).build().put(null)),
                call("put, hooked", () -> builder().onEvict(Item::bytes).build().put(null)));
    }

    private static Arguments call(String name, Executable call) {
        return Arguments.of(name, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void nulls(String name, Executable call) {
        assertThrows(NullPointerException.class, call, name);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -4711, Integer.MIN_VALUE})
    void aNegativeNumberOfObjectsIsRefusedByName(int objects) {
        var thrown = assertThrows(IllegalArgumentException.class,
                () -> builder().maxRetained(objects));
        assertTrue(thrown.getMessage().contains(String.valueOf(objects)), thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -4711, Long.MIN_VALUE})
    void aNegativeNumberOfBytesIsRefusedByName(long bytes) {
        var thrown = assertThrows(IllegalArgumentException.class,
                () -> builder().maxRetainedBytes(bytes, Item::bytes));
        assertTrue(thrown.getMessage().contains(String.valueOf(bytes)), thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aTideNeedsAPositivePeriod(long seconds) {
        assertThrows(IllegalArgumentException.class,
                () -> Tide.every(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @EnumSource
    void theLargestBoundsAreLegal(Checks checks) {
        try (var pool = builder().checks(checks).maxRetained(Integer.MAX_VALUE)
                .maxRetainedBytes(Long.MAX_VALUE, item -> Long.MAX_VALUE / 4).build()) {
            for (int i = 0; i < 3; i++) {
                pool.put(new Item());
            }
            assertEquals(3, pool.stats().retained());
            assertEquals(Long.MAX_VALUE / 4 * 3, pool.stats().retainedBytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void sizesWhoseSumOverflowsKeepTheBound(Checks checks) {
        try (var pool = builder().checks(checks)
                .maxRetainedBytes(Long.MAX_VALUE, item -> Long.MAX_VALUE).build()) {
            pool.put(new Item());
            pool.put(new Item());
            assertEquals(1, pool.stats().retained());
            assertEquals(Long.MAX_VALUE, pool.stats().retainedBytes());
        }
    }

    @Test
    void thePoolHasTheNameItWasGiven() {
        var pool = builder().name("harbour").build();
        assertEquals("harbour", pool.name());
        assertEquals("harbour", pool.stats().name());
    }

    @Test
    void poolsWithoutANameAreNamedApart() {
        String one = builder().build().name();
        String two = builder().build().name();
        assertFalse(one.isBlank());
        assertNotEquals(one, two);
    }

    @Test
    void aBuilderBuildsIndependentPools() {
        PoolBuilder<Item> builder = builder();
        Pool<Item> one = builder.build();
        Pool<Item> two = builder.build();
        one.put(new Item());
        assertNull(two.poll());
        assertEquals(1, one.stats().retained());
    }

    @Test
    void aBuilderChangedAfterBuildDoesNotChangeThePool() {
        PoolBuilder<Item> builder = builder();
        Pool<Item> pool = builder.build();
        builder.maxRetained(0).name("other");
        pool.put(new Item());
        assertEquals(1, pool.stats().retained());
        assertNotEquals("other", pool.name());
    }

    @Test
    void theShortFormNeedsAFactoryOnly() {
        try (var pool = Pool.of(Item::new)) {
            assertDoesNotThrow(() -> pool.put(pool.get()));
            assertEquals(1, pool.stats().puts());
        }
    }

    @Test
    void aFactoryMayMakeASubtype() {
        try (Pool<CharSequence> pool = Pool.of(StringBuilder::new)) {
            pool.put("a string is as good");
            assertEquals("a string is as good", pool.get());
        }
    }
}
