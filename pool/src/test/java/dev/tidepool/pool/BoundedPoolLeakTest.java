// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The capacity of a lease that nobody can close any more comes back. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.pool.BoundedFixture#variants")
class BoundedPoolLeakTest extends ThreadedTest {

    @Parameter(1)
    Checks checks;

    private final Queue<LeakReport> reports = new ConcurrentLinkedQueue<>();
    private final Queue<Item> evicted = new ConcurrentLinkedQueue<>();
    private BoundedPool<Item> pool;

    private BoundedPool.Builder<Item> builder(int capacity) {
        return BoundedPool.builder(Item::new).name("harbour").capacity(capacity).checks(checks)
                .onEvict(evicted::add).onLeak(reports::add);
    }

    @AfterEach
    void theAccountsBalance() {
        if (pool != null) {
            BoundedFixture.assertBalanced(pool);
        }
    }

    private Item leak() throws InterruptedException {
        return pool.claim().get();
    }

    private void awaitLeaks(long count) {
        Gc.until(() -> pool.leaked() >= count && pool.leased() == 0
                && pool.berths().checkInvariants() == 0);
        assertEquals(count, pool.leaked());
    }

    @Test
    void anAbandonedLeaseGivesItsCapacityBack() throws Exception {
        pool = builder(2).build();
        leak();
        leak();
        awaitLeaks(2);
        assertNotNull(pool.tryClaim());
        assertNotNull(pool.tryClaim());
    }

    @Test
    void aWaiterIsUnblockedByAnAbandonedLease() throws Throwable {
        pool = builder(1).build();
        leak();
        Claimant claimant = Claimant.inLine(kind, pool);
        assertTrue(Gc.until(claimant::isDone), "nobody looked for the abandoned lease");
        assertNotNull(claimant.lease());
    }

    @Test
    void theObjectOfAnAbandonedLeaseIsNeverHandedOutAgain() throws Exception {
        pool = builder(1).build();
        Item used = leak();
        awaitLeaks(1);
        Lease<Item> lease = pool.claim();
        assertFalse(lease.get() == used);
        assertTrue(evicted.isEmpty(), "its user may still hold it");
        lease.close();
    }

    @Test
    void aPoolThatSaysSoLetsGoOfTheObjectsOfAbandonedLeases() throws Exception {
        pool = builder(1).evictAbandoned().build();
        Item used = leak();
        awaitLeaks(1);
        assertSame(used, evicted.peek());
        assertEquals(1, evicted.size());
    }

    @Test
    void aLeaseThatEndedIsNotTakenForAbandoned() throws Exception {
        pool = builder(1).build();
        for (int i = 0; i < 1000; i++) {
            pool.claim().close();
            pool.discard(pool.claim());
        }
        leak();
        awaitLeaks(1);
    }

    @Test
    void anOpenLeaseIsNotTakenForAbandoned() throws Exception {
        pool = builder(2).build();
        Lease<Item> open = pool.claim();
        leak();
        assertTrue(Gc.until(() -> pool.leaked() == 1));
        assertEquals(1, pool.leased());
        open.close();
        assertEquals(1, pool.stats().puts());
        Reference.reachabilityFence(open);
    }

    @Test
    void aLeaseThatIsBeingClosedIsNotTakenForAbandoned() throws Throwable {
        pool = builder(4).build();
        var until = Race.Until.millis(1_000);
        Race.run(kind, 8, i -> {
            while (until.running()) {
                if (i == 0) {
                    System.gc();
                } else {
                    claimAndCloseOften();
                }
            }
        });
        assertEquals(0, pool.leaked());
    }

    /** Soon compiled, and then the lease is unreachable while its close waits for the lock. */
    private void claimAndCloseOften() throws InterruptedException {
        for (int n = 0; n < 100; n++) {
            pool.claim().close();
        }
    }

    @Test
    void eachPlaceIsReportedOnceWithItsStack() throws Exception {
        pool = builder(8).build();
        for (int i = 0; i < 5; i++) {
            leak();
        }
        awaitLeaks(5);
        if (!checks.leaks()) {
            assertTrue(reports.isEmpty());
            return;
        }
        assertTrue(Gc.until(() -> !reports.isEmpty()));
        assertEquals(1, reports.size());
        LeakReport report = reports.peek();
        assertEquals("harbour", report.pool());
        StackTraceElement place = report.stack().getFirst();
        assertEquals("leak", place.getMethodName());
        assertEquals(BoundedPoolLeakTest.class.getName(), place.getClassName());
    }

    @Test
    void anAbandonedLeaseOfAClosedPoolIsCounted() throws Exception {
        pool = builder(1).evictAbandoned().build();
        leak();
        pool.close();
        awaitLeaks(1);
        assertEquals(1, evicted.size());
    }

    @Test
    void aDroppedPoolIsCollected() throws Exception {
        var dropped = new WeakReference<>(usedAndDropped());
        assertTrue(Gc.clears(dropped));
    }

    private Berths<Item> usedAndDropped() throws InterruptedException {
        BoundedPool<Item> used = builder(2).build();
        Lease<Item> dropped = used.claim();
        used.claim().close();
        dropped.get();
        return used.berths();
    }

    @Test
    void theKeepersThreadEndsWithTheLastPoolInUse() throws Exception {
        for (BoundedPool<Item> one : List.of(builder(1).build(), builder(1).build())) {
            one.claim().close();
            assertTrue(LeaseKeeper.isRunning());
            one.close();
        }
        assertTrue(Gc.until(() -> {
            LeaseKeeper.review();
            return !LeaseKeeper.isRunning();
        }));
    }
}
