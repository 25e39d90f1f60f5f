// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A closed pool waits for nothing and lets each object go once. */
@Timeout(60)
@ParameterizedClass
@MethodSource("variants")
class BoundedPoolClosingTest extends BoundedFixture {

    @Test
    void idleObjectsAreLetGoOfNowAndLeasedOnesAsTheyComeBack() throws Exception {
        pool(2);
        Lease<Item> lease = claim();
        Item idle = idle();
        Item leased = lease.get();
        pool.close();
        assertTrue(idle.isEvicted());
        assertFalse(leased.isEvicted());
        assertSame(leased, lease.get());
        close(lease);
        assertTrue(leased.isEvicted());
        assertEquals(1, pool.stats().evicted());
        assertEquals(1, pool.stats().dropped());
    }

    @Test
    void aLeasedObjectIsNotResetAfterClose() throws Exception {
        build(builder(1).reset(recorder::reset));
        Lease<Item> lease = claim();
        pool.close();
        close(lease);
        assertEquals(0, recorder.resets());
    }

    @Test
    void anObjectInsideResetAtCloseIsLetGoOf() throws Exception {
        build(builder(1).reset(item -> pool.close()));
        Lease<Item> lease = claim();
        Item item = lease.get();
        close(lease);
        assertTrue(item.isEvicted());
    }

    @Test
    void closeIsIdempotent() throws Exception {
        pool(2);
        idle();
        pool.close();
        pool.close();
        assertEquals(1, recorder.evictions());
    }

    @Test
    void ofThreadsThatCloseTogetherOneLetsEachObjectGo() throws Throwable {
        for (int round = 0; round < 50; round++) {
            pool(4);
            List.of(claim(), claim(), claim(), claim()).forEach(this::close);
            Race.run(kind, 3, i -> pool.close());
            assertEquals(4 * (round + 1), recorder.evictions());
        }
        pool = null; // the recorder's sum is over all of them
    }

    @Test
    void claimsAfterCloseAreRefusedByName() throws Exception {
        pool(1);
        pool.close();
        var refused = assertThrows(IllegalStateException.class, () -> pool.claim());
        assertEquals("pool harbour is closed", refused.getMessage());
        assertThrows(IllegalStateException.class, () -> pool.claim(Duration.ZERO));
        assertThrows(IllegalStateException.class, () -> pool.tryClaim());
        assertEquals(0, recorder.made());
    }

    @Test
    void everyWaiterIsWokenAndRefused() throws Throwable {
        pool(1);
        Lease<Item> lease = claim();
        List<Claimant> claimants = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            claimants.add(Claimant.inLine(kind, pool));
            claimants.add(Claimant.inLine(kind, pool, () -> pool.claim(Duration.ofDays(1))));
        }
        pool.close();
        for (Claimant claimant : claimants) {
            Throwable refused = claimant.failure();
            assertEquals(IllegalStateException.class, refused.getClass());
            assertEquals("pool harbour is closed", refused.getMessage());
        }
        assertEquals(0, pool.waiting());
        close(lease);
    }

    @Test
    void aClaimThatIsMakingItsObjectGetsIt() throws Throwable {
        var entered = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        build(BoundedPool.<Item>builder(() -> {
            entered.countDown();
            Failure.await(open);
            return recorder.make();
        }).capacity(1).checks(checks).onEvict(recorder::evict));
        Claimant claimant = Claimant.start(kind, pool::claim);
        Failure.await(entered);
        pool.close();
        open.countDown();
        Lease<Item> lease = recorder.held(claimant.lease());
        close(lease);
        assertEquals(1, recorder.evictions());
    }

    @Test
    void aHookThatThrowsDoesNotKeepTheOthersFromBeingLetGo() throws Exception {
        build(builder(3).onEvict(item -> {
            recorder.evict(item);
            throw new IllegalStateException("planned");
        }));
        List.of(claim(), claim(), claim()).forEach(this::close);
        pool.close();
        assertEquals(3, recorder.evictions());
    }

    @Test
    void discardAfterCloseLetsTheObjectGoOnce() throws Exception {
        pool(1);
        Lease<Item> lease = claim();
        pool.close();
        discard(lease);
        lease.close();
        assertEquals(1, recorder.evictions());
    }
}
