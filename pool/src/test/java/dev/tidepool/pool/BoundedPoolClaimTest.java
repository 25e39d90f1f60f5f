// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Who claims gets an object that nobody else has, at once or when one comes back. */
@Timeout(60)
@ParameterizedClass
@MethodSource("variants")
class BoundedPoolClaimTest extends BoundedFixture {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LATE = Duration.ofDays(1);

    @Test
    void aClaimMakesAnObjectOnlyIfNoneIsIdle() throws Exception {
        pool(3);
        Item item = idle();
        assertSame(item, claim().get());
        assertNotSame(item, claim().get());
        assertEquals(2, recorder.made());
    }

    @Test
    void atMostAsManyObjectsExistAsTheCapacitySays() {
        pool(3);
        for (int i = 0; i < 3; i++) {
            assertNotNull(tryClaim());
        }
        assertNull(tryClaim());
        assertEquals(3, recorder.made());
        assertEquals(3, pool.leased());
    }

    @Test
    void theObjectReturnedLastIsClaimedFirst() throws Exception {
        pool(2);
        Lease<Item> one = claim();
        Lease<Item> two = claim();
        Item last = one.get();
        close(two);
        close(one);
        assertSame(last, claim().get());
    }

    @Test
    void aClaimIsUnblockedByALeaseThatCloses() throws Throwable {
        pool(1);
        Lease<Item> lease = claim();
        Item item = lease.get();
        Claimant claimant = Claimant.inLine(kind, pool);
        close(lease);
        assertSame(item, claimant.lease().get());
        assertEquals(0, pool.waiting());
    }

    @Test
    void aClaimIsUnblockedByADiscard() throws Throwable {
        pool(1);
        Lease<Item> lease = claim();
        Item item = lease.get();
        Claimant claimant = Claimant.inLine(kind, pool);
        discard(lease);
        assertNotSame(item, claimant.lease().get());
    }

    @Test
    void aClaimIsUnblockedByAnExpiredObjectThatComesBack() throws Throwable {
        build(builder(1).expireAfter(Duration.ofNanos(10)));
        Lease<Item> lease = claim();
        Item item = lease.get();
        Claimant claimant = Claimant.inLine(kind, pool);
        now.addAndGet(10);
        close(lease);
        assertNotSame(item, claimant.lease().get());
        assertTrue(item.isEvicted());
    }

    @Test
    void eachReturnServesOneWaiter() throws Throwable {
        pool(3);
        List<Lease<Item>> leases = List.of(claim(), claim(), claim());
        List<Claimant> claimants = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            claimants.add(Claimant.inLine(kind, pool));
        }
        leases.forEach(this::close);
        for (Claimant claimant : claimants) {
            assertNotNull(claimant.lease());
        }
        assertNull(tryClaim());
    }

    @Test
    void waitersAreServedInTheOrderInWhichTheyCame() throws Throwable {
        pool(1);
        Lease<Item> lease = claim();
        List<Claimant> claimants = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            claimants.add(Claimant.inLine(kind, pool));
        }
        for (int i = 0; i < 4; i++) {
            close(lease);
            lease = recorder.held(claimants.get(i).lease());
            for (Claimant later : claimants.subList(i + 1, 4)) {
                assertFalse(later.isDone());
            }
        }
    }

    @Test
    void aClaimThatWaitsIsParked() throws Throwable {
        pool(1);
        Lease<Item> lease = claim();
        Claimant forEver = Claimant.inLine(kind, pool);
        Claimant limited = Claimant.inLine(kind, pool, () -> pool.claim(LATE));
        Claimant.await(() -> forEver.state() == Thread.State.WAITING
                && limited.state() == Thread.State.TIMED_WAITING);
        close(lease);
        close(recorder.held(forEver.lease()));
        assertNotNull(limited.lease());
    }

    @Test
    void aTimeoutEndsTheWait() throws Exception {
        pool(1);
        Lease<Item> lease = claim();
        var late = assertThrows(TimeoutException.class, () -> pool.claim(SOON));
        assertEquals("no object of pool harbour within PT0.02S: all 1 are in use",
                late.getMessage());
        assertEquals(0, pool.waiting());
        close(lease);
        assertNotNull(tryClaim());
    }

    @Test
    void withoutTimeAClaimSucceedsIfItNeedNotWait() throws Exception {
        pool(1);
        close(recorder.held(pool.claim(Duration.ZERO)));
        recorder.held(pool.claim(Duration.ofSeconds(-1)));
        assertThrows(TimeoutException.class, () -> pool.claim(Duration.ZERO));
        assertThrows(TimeoutException.class, () -> pool.claim(Duration.ofSeconds(-1)));
    }

    @Test
    void aTimeoutIsHonouredWhileAnothersFactoryBlocks() throws Throwable {
        var entered = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        pool = BoundedPool.<Item>builder(() -> {
            entered.countDown();
            Failure.await(open);
            return recorder.make();
        }).capacity(1).checks(checks).build();
        Claimant maker = Claimant.start(kind, pool::claim);
        Failure.await(entered);
        assertNull(pool.tryClaim());
        assertThrows(TimeoutException.class, () -> pool.claim(SOON));
        open.countDown();
        assertNotNull(maker.lease());
    }

    @Test
    void aTimeoutIsHonouredWhileAnothersEvictionBlocks() throws Throwable {
        var entered = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        build(builder(1).validate(item -> false).onEvict(item -> {
            entered.countDown();
            Failure.await(open);
            recorder.evict(item);
        }));
        idle();
        Claimant replacer = Claimant.start(kind, pool::claim);
        Failure.await(entered);
        assertThrows(TimeoutException.class, () -> pool.claim(SOON));
        assertEquals(1, recorder.made(), "the place is free only after onEvict");
        open.countDown();
        assertNotNull(replacer.lease());
    }

    @Test
    void aFactoryThatBlocksHoldsUpNobodyElse() throws Throwable {
        var entered = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        pool = BoundedPool.<Item>builder(() -> {
            if (entered.getCount() > 0) {
                entered.countDown();
                Failure.await(open);
            }
            return recorder.make();
        }).capacity(2).checks(checks).build();
        Claimant maker = Claimant.start(kind, pool::claim);
        Failure.await(entered);
        claim().close();
        assertEquals(1, pool.stats().retained());
        open.countDown();
        assertNotNull(maker.lease());
    }

    @Test
    void anInterruptEndsTheWaitAndIsConsumed() throws Throwable {
        pool(1);
        Lease<Item> lease = claim();
        var flag = new boolean[] {true};
        Claimant claimant = Claimant.inLine(kind, pool, () -> {
            try {
                return pool.claim();
            } finally {
                flag[0] = Thread.currentThread().isInterrupted();
            }
        });
        claimant.interrupt();
        assertEquals(InterruptedException.class, claimant.failure().getClass());
        assertFalse(flag[0]);
        assertEquals(0, pool.waiting());
        close(lease);
        assertNotNull(tryClaim());
    }

    @Test
    void anInterruptedThreadDoesNotWait() throws Throwable {
        pool(1);
        claim();
        Claimant claimant = Claimant.start(kind, () -> {
            Thread.currentThread().interrupt();
            return pool.claim(LATE);
        });
        assertEquals(InterruptedException.class, claimant.failure().getClass());
    }

    @Test
    void anInterruptedThreadIsGivenWhatIsAtHand() throws Throwable {
        pool(2);
        idle();
        Claimant claimant = Claimant.start(kind, () -> {
            Thread.currentThread().interrupt();
            recorder.held(pool.claim());
            recorder.held(pool.claim(Duration.ofSeconds(Long.MAX_VALUE)));
            assertNull(pool.tryClaim());
            assertTrue(Thread.interrupted(), "not consumed");
            return null;
        });
        assertNull(claimant.lease());
        assertEquals(2, pool.leased());
    }

    @Test
    void whoGivesUpLeavesItsTurnToTheNext() throws Throwable {
        pool(1);
        for (int round = 0; round < 200; round++) {
            Lease<Item> lease = claim();
            Claimant first = Claimant.start(kind, () -> pool.claim(Duration.ofNanos(100_000)));
            Claimant second = Claimant.start(kind, pool::claim);
            Claimant.await(() -> pool.waiting() > 0);
            first.interrupt();
            close(lease);
            try {
                close(recorder.held(first.lease()));
            } catch (ExecutionException e) {
                // interrupted or late: the object is the second's
            }
            close(recorder.held(second.lease()));
        }
    }

    @Test
    void anotherThreadMayCloseALease() throws Throwable {
        pool(1);
        Lease<Item> lease = claim();
        kind.run(() -> close(lease));
        assertThrows(IllegalStateException.class, lease::get);
        assertNotNull(tryClaim());
    }

    @Test
    void aSecondCloseDoesNothing() throws Exception {
        pool(2);
        Lease<Item> stale = claim();
        close(stale);
        Lease<Item> lease = claim();
        stale.close();
        pool.discard(stale);
        assertEquals(1, pool.leased());
        assertDoesNotThrow(lease::get);
        assertEquals(1, pool.stats().puts());
    }

    @Test
    void getAfterCloseIsRefused() throws Exception {
        pool(1);
        Lease<Item> lease = claim();
        close(lease);
        var refused = assertThrows(IllegalStateException.class, lease::get);
        assertEquals("a lease of pool harbour is closed", refused.getMessage());
    }
}
