// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a hook throws reaches its caller once, and takes no capacity with it. */
@Timeout(60)
@ParameterizedClass
@MethodSource("variants")
class BoundedPoolFailuresTest extends BoundedFixture {

    private final Error failure = new Error("planned");
    private boolean failing;

    private <R> R failOr(R result) {
        return failing ? Failure.<R, Error>sneak(failure) : result;
    }

    /** The pool can hand out all of its capacity. */
    @AfterEach
    void theCapacityIsWhole() {
        failing = false;
        int free = pool.capacity() - pool.leased();
        for (int i = 0; i < free; i++) {
            assertNotNull(tryClaim(), "capacity was lost");
        }
        assertNull(pool.tryClaim());
    }

    @Test
    void whatTheFactoryThrowsReachesTheClaimer() {
        pool = BoundedPool.builder(() -> failOr(recorder.make())).capacity(1).checks(checks)
                .build();
        failing = true;
        assertSame(failure, assertThrows(Error.class, () -> pool.claim()));
        assertSame(failure, assertThrows(Error.class, () -> pool.tryClaim()));
        assertEquals(2, pool.stats().misses());
    }

    @Test
    void aFactoryThatReturnsNullIsNamed() {
        failing = true;
        build(BoundedPool.<Item>builder(() -> failing ? null : recorder.make()).name("harbour")
                .capacity(1).checks(checks));
        var thrown = assertThrows(NullPointerException.class, () -> pool.claim());
        assertEquals("the factory of pool harbour returned null", thrown.getMessage());
    }

    @Test
    void aWaiterMakesTheObjectThatAnothersFactoryFailedToMake() throws Throwable {
        var entered = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        failing = true;
        build(BoundedPool.<Item>builder(() -> {
            entered.countDown();
            Failure.await(open);
            boolean fails = failing;
            failing = false;
            return fails ? Failure.<Item, Error>sneak(failure) : recorder.make();
        }).capacity(1).checks(checks));
        Claimant unlucky = Claimant.start(kind, pool::claim);
        Failure.await(entered);
        Claimant lucky = Claimant.inLine(kind, pool);
        open.countDown();
        assertSame(failure, unlucky.failure());
        assertNotNull(lucky.lease());
    }

    @Test
    void aFailingFactoryFailsOnceForEachClaim() throws Throwable {
        var calls = new int[1];
        build(BoundedPool.<Item>builder(() -> {
            calls[0]++;
            return failOr(recorder.make());
        }).capacity(1).checks(checks));
        failing = true;
        for (int i = 1; i <= 10; i++) {
            assertThrows(Error.class, () -> pool.claim());
            assertEquals(i, calls[0]);
        }
    }

    @Test
    void whatValidateThrowsReachesTheClaimerAndTheObjectIsLetGoOf() throws Throwable {
        build(builder(1).validate(item -> failOr(true)));
        Item item = idle();
        failing = true;
        assertSame(failure, assertThrows(Error.class, () -> pool.claim()));
        assertTrue(item.isEvicted());
    }

    @Test
    void whatResetThrowsReachesTheCloserAndTheObjectIsLetGoOf() throws Throwable {
        build(builder(1).reset(item -> failOr(true)));
        Lease<Item> lease = claim();
        Item item = lease.get();
        Claimant claimant = Claimant.inLine(kind, pool);
        failing = true;
        assertSame(failure, assertThrows(Error.class, () -> close(lease)));
        assertTrue(item.isEvicted());
        assertNotNull(claimant.lease());
        lease.close();
    }

    private void failAfterEvict(Item item) {
        recorder.evict(item);
        failOr(true);
    }

    @Test
    void whatOnEvictThrowsReachesWhoDiscards() throws Throwable {
        build(builder(1).onEvict(this::failAfterEvict));
        Lease<Item> lease = claim();
        Claimant claimant = Claimant.inLine(kind, pool);
        failing = true;
        assertSame(failure, assertThrows(Error.class, () -> discard(lease)));
        assertNotNull(claimant.lease());
    }

    @Test
    void whatOnEvictThrowsBesideResetIsSuppressed() throws Throwable {
        var first = new IllegalStateException("reset");
        build(builder(1).reset(item -> {
            throw first;
        }).onEvict(this::failAfterEvict));
        Lease<Item> lease = claim();
        failing = true;
        assertSame(first, assertThrows(IllegalStateException.class, () -> close(lease)));
        assertSame(failure, first.getSuppressed()[0]);
    }

    @Test
    void whatOnEvictThrowsDoesNotStopAClaim() throws Throwable {
        build(builder(1).validate(item -> false).onEvict(this::failAfterEvict));
        idle();
        failing = true;
        assertNotNull(claim());
    }

    @Test
    void aFactoryThatFailsToReplaceLeavesThePlaceFree() throws Throwable {
        build(BoundedPool.<Item>builder(() -> failOr(recorder.make())).capacity(1).checks(checks)
                .validate(item -> false).onEvict(recorder::evict));
        idle();
        failing = true;
        assertSame(failure, assertThrows(Error.class, () -> pool.claim()));
        assertEquals(0, pool.stats().retained());
        assertEquals(1, recorder.evictions());
    }

    @Test
    void anErrorInTheFingerprintLosesNoObject() throws Throwable {
        build(builder(1).checks(Checks.ALL).fingerprint(item -> failOr(7)));
        Item item = idle();
        failing = true;
        assertSame(failure, assertThrows(Error.class, () -> pool.claim()));
        assertTrue(item.isEvicted());
        failing = false;
        Lease<Item> lease = claim();
        failing = true;
        assertSame(failure, assertThrows(Error.class, () -> close(lease)));
    }
}
