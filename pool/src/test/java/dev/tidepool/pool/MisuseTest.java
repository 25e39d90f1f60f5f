// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A pool that checks for misuse answers a second put, and a put of a leased object. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.pool.MisuseTest#threads")
class MisuseTest extends ThreadedTest {

    @Parameter(1)
    Checks checks;

    private final Tide tide = Tide.manual();
    private Pool<Item> pool;

    static Stream<Arguments> threads() {
        return onEveryThread(Checks.MISUSE, Checks.ALL);
    }

    private Pool<Item> pool() {
        if (pool == null) {
            pool = Pool.builder(Item::new).name("harbour").tide(tide).checks(checks).build();
        }
        return pool;
    }

    @AfterEach
    void theAccountsBalance() {
        Flavour.assertBalanced(pool());
    }

    /** A put whose place is known by this method's name. */
    private void firstPut(Item item) {
        pool().put(item);
    }

    /** A lease whose place is known by this method's name. */
    private Lease<Item> openLease() {
        return pool().lease();
    }

    private IllegalStateException assertSecondPutIsRefused(Item item) {
        return assertThrows(IllegalStateException.class, () -> pool().put(item));
    }

    private static void assertSays(Throwable thrown, String... parts) {
        for (String part : parts) {
            assertTrue(thrown.getMessage().contains(part),
                    () -> "no \"" + part + "\" in: " + thrown.getMessage());
        }
    }

    @Test
    void aSecondPutIsRefused() {
        var item = new Item();
        firstPut(item);
        assertSays(assertSecondPutIsRefused(item), "already put", "harbour");
    }

    @Test
    void theRefusalNamesPlaceAndThreadOfTheFirstPut() throws Throwable {
        var item = new Item();
        kind.run(() -> firstPut(item), "first-putter");
        assertSays(assertSecondPutIsRefused(item), "MisuseTest", "firstPut", "first-putter");
    }

    @Test
    void theRefusalIsCausedByTheStackOfTheFirstPut() {
        var item = new Item();
        firstPut(item);
        Throwable cause = assertSecondPutIsRefused(item).getCause();
        assertNotNull(cause);
        assertTrue(Arrays.stream(cause.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("firstPut")), "first put's stack");
    }

    @Test
    void anObjectPutTwiceIsHandedOutOnce() {
        var item = new Item();
        firstPut(item);
        assertSecondPutIsRefused(item);
        assertSame(item, pool().poll());
        assertNull(pool().poll());
    }

    @Test
    void aThirdPutIsRefusedToo() {
        var item = new Item();
        firstPut(item);
        assertSecondPutIsRefused(item);
        assertSays(assertSecondPutIsRefused(item), "already put");
    }

    @Test
    void aSecondPutIsRefusedAfterOneTick() {
        var item = new Item();
        firstPut(item);
        tide.tick();
        assertSays(assertSecondPutIsRefused(item), "already put", "firstPut");
    }

    @Test
    void aSecondPutIsRefusedAfterTheTideTookTheObject() {
        var item = new Item();
        firstPut(item);
        tide.tick();
        tide.tick();
        assertSays(assertSecondPutIsRefused(item), "already put", "firstPut");
    }

    @Test
    void aSecondPutIsRefusedAfterClear() {
        var item = new Item();
        firstPut(item);
        pool().clear();
        assertSays(assertSecondPutIsRefused(item), "already put", "firstPut");
    }

    @Test
    void aSecondPutAfterAGetAndAPutNamesTheLatterPut() {
        var item = new Item();
        pool().put(item);
        pool().get();
        firstPut(item);
        assertSays(assertSecondPutIsRefused(item), "already put", "firstPut");
    }

    @Test
    void aSecondPutOfALeasedAndReturnedObjectIsRefused() {
        Item item;
        try (Lease<Item> lease = pool().lease()) {
            item = lease.get();
        }
        assertSays(assertSecondPutIsRefused(item), "already put");
    }

    @Test
    void ofTwoRacingPutsExactlyOneIsRefused() throws Throwable {
        var item = new AtomicReference<Item>();
        var refusals = new AtomicInteger();
        pool();
        Race.laps(kind, 500, 2, (race, i) -> {
            if (i == 0) {
                item.set(new Item());
                refusals.set(0);
            }
            race.line();
            try {
                pool.put(item.get());
            } catch (IllegalStateException e) {
                refusals.incrementAndGet();
            }
            race.line();
            if (i == 0) {
                assertEquals(1, refusals.get());
                assertSame(item.get(), pool.poll());
                assertNull(pool.poll());
            }
        });
    }

    @Test
    void aPutOfALeasedObjectIsRefused() {
        try (Lease<Item> lease = openLease()) {
            Item item = lease.get();
            assertSays(assertSecondPutIsRefused(item), "leased", "harbour", "openLease");
        }
    }

    @Test
    void aLeaseSurvivesTheRefusedPutOfItsObject() {
        Item item;
        try (Lease<Item> lease = openLease()) {
            item = lease.get();
            assertSecondPutIsRefused(item);
            assertSame(item, lease.get());
        }
        assertSame(item, pool().poll());
        assertNull(pool().poll());
    }

    @Test
    void aPutOfAnObjectThatALeaseTookOverIsRefused() {
        var item = new Item();
        pool().put(item);
        try (Lease<Item> lease = openLease()) {
            assertSame(item, lease.get());
            assertSays(assertSecondPutIsRefused(item), "leased", "openLease");
        }
    }

    @Test
    void objectsThePoolDidNotMakeMayBePut() {
        assertDoesNotThrow(() -> pool().put(new Item()));
        assertEquals(1, pool().stats().retained());
    }

    @Test
    void anotherThreadMayPutWhatThisOneGot() throws Throwable {
        Item item = pool().get();
        kind.run(() -> pool().put(item));
        assertSame(item, pool().get());
    }

    @Test
    void objectsAreToldApartByIdentity() {
        var twins = Pool.<Object>builder(() -> List.of(1)).tide(tide).checks(checks).build();
        twins.put(new ArrayList<>(List.of(1)));
        assertDoesNotThrow(() -> twins.put(new ArrayList<>(List.of(1))));
    }

    @Test
    void theOldestPutIsHandedOutFirst() {
        List<Item> put = Stream.generate(Item::new).limit(50).toList();
        put.forEach(pool()::put);
        List<Item> got = new ArrayList<>();
        put.forEach(item -> got.add(pool().get()));
        assertEquals(put, got);
    }

    @Test
    void theOldestPutIsHandedOutFirstAcrossATickAndAcrossThreads() throws Throwable {
        List<Item> put = Stream.generate(Item::new).limit(20).toList();
        for (Item item : put) {
            kind.run(() -> pool().put(item));
            if (item == put.get(9)) {
                tide.tick();
            }
        }
        List<Item> got = new ArrayList<>();
        put.forEach(item -> got.add(pool().get()));
        assertEquals(put, got);
    }

    @Test
    void correctUseIsNeverReported() throws Throwable {
        var arrays = Pool.builder(() -> new byte[16]).tide(tide).checks(checks).build();
        long seed = System.nanoTime();
        var until = Race.Until.millis(700);
        Race.run(kind, 4, i -> {
            var random = new Random(seed + i);
            while (until.running()) {
                useWell(arrays, random);
            }
        });
        assertTrue(arrays.stats().hits() > 100, () -> "seed " + seed + ": " + arrays.stats());
        Flavour.assertBalanced(arrays);
    }

    private void useWell(Pool<byte[]> arrays, Random random) {
        switch (random.nextInt(20)) {
            case 0 -> tide.tick();
            case 1 -> arrays.clear();
            case 2 -> arrays.put(new byte[8]);
            case 3, 4, 5 -> {
                try (Lease<byte[]> lease = arrays.lease()) {
                    random.nextBytes(lease.get());
                }
            }
            default -> {
                byte[] array = arrays.get();
                random.nextBytes(array);
                arrays.put(array);
            }
        }
    }
}
