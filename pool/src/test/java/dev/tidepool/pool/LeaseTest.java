// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A lease puts its object back exactly once and is dead from then on. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.pool.PoolHooksTest#threads")
class LeaseTest extends ThreadedTest {

    @Parameter(1)
    Checks checks;

    private final Tide tide = Tide.manual();
    private Pool<Item> pool;

    private Pool<Item> pool() {
        if (pool == null) {
            pool = Pool.builder(Item::new).tide(tide).checks(checks).build();
        }
        return pool;
    }

    @AfterEach
    void theAccountsBalance() {
        Flavour.assertBalanced(pool());
    }

    @Test
    void aLeaseKeepsHandingOutItsObject() {
        try (Lease<Item> lease = pool().lease()) {
            assertSame(lease.get(), lease.get());
        }
    }

    @Test
    void aLeaseTakesTheCachedObject() {
        var item = new Item();
        pool().put(item);
        try (Lease<Item> lease = pool().lease()) {
            assertSame(item, lease.get());
            assertNull(pool().poll());
        }
    }

    @Test
    void closePutsTheObjectBack() {
        Item item;
        try (Lease<Item> lease = pool().lease()) {
            item = lease.get();
        }
        assertSame(item, pool().poll());
    }

    @Test
    void aLeaseIsAGetAndItsCloseIsAPut() {
        pool().lease().close();
        pool().lease().close();
        PoolStats stats = pool().stats();
        assertEquals(2, stats.gets());
        assertEquals(1, stats.hits());
        assertEquals(2, stats.puts());
    }

    @Test
    void getAfterCloseIsRefused() {
        Lease<Item> lease = pool().lease();
        lease.close();
        assertThrows(IllegalStateException.class, lease::get);
    }

    @Test
    void aSecondCloseDoesNothing() {
        Lease<Item> lease = pool().lease();
        lease.close();
        lease.close();
        assertEquals(1, pool().stats().puts());
        assertEquals(1, pool().stats().retained());
    }

    @Test
    void aStaleLeaseCannotReturnTheObjectOfItsSuccessor() {
        Lease<Item> stale = pool().lease();
        stale.close();
        Lease<Item> lease = pool().lease();
        stale.close();
        assertThrows(IllegalStateException.class, stale::get);
        assertNull(pool().poll());
        lease.get();
        lease.close();
    }

    @Test
    void openLeasesHoldDifferentObjects() {
        try (Lease<Item> one = pool().lease(); Lease<Item> two = pool().lease()) {
            assertNotSame(one.get(), two.get());
        }
    }

    @Test
    void anotherThreadMayCloseALease() throws Throwable {
        Lease<Item> lease = pool().lease();
        kind.run(lease::close);
        assertEquals(1, pool().stats().puts());
        assertThrows(IllegalStateException.class, lease::get);
    }

    @Test
    void ofThreadsThatCloseOneLeaseTogetherOnePutsTheObjectBack() throws Throwable {
        for (int round = 0; round < 300; round++) {
            Lease<Item> lease = pool().lease();
            Race.run(kind, 3, i -> lease.close());
            assertEquals(round + 1, pool().stats().puts());
        }
    }

    @Test
    void anOpenLeaseSurvivesTicksAndClear() {
        try (Lease<Item> lease = pool().lease()) {
            Item item = lease.get();
            tide.tick();
            tide.tick();
            pool().clear();
            assertSame(item, lease.get());
        }
        assertEquals(1, pool().stats().retained());
    }
}
