// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of an object: kept, replaced, discarded, each within the same capacity. */
@Timeout(60)
@ParameterizedClass
@MethodSource("variants")
class BoundedPoolLifeTest extends BoundedFixture {

    private static final Duration LIFE = Duration.ofNanos(100);

    @Test
    void anObjectLivesUntilItsTimeHasCome() throws Exception {
        build(builder(1).expireAfter(LIFE));
        Item item = idle();
        now.addAndGet(99);
        assertSame(item, idle());
        now.addAndGet(1);
        assertNotSame(item, idle());
        assertTrue(item.isEvicted());
        assertEquals(1, pool.stats().evicted());
    }

    @Test
    void anObjectsAgeCountsFromItsOwnMaking() throws Exception {
        now.set(Long.MAX_VALUE - 50); // the clock may wrap
        build(builder(1).expireAfter(LIFE));
        Item first = idle();
        assertSame(first, idle());
        now.addAndGet(100);
        Item second = idle();
        assertNotSame(first, second);
        now.addAndGet(99);
        assertSame(second, idle());
    }

    @Test
    void anExpiredObjectIsLetGoOfWhenItComesBack() throws Exception {
        build(builder(1).expireAfter(LIFE).reset(recorder::reset));
        Lease<Item> lease = claim();
        Item item = lease.get();
        now.addAndGet(100);
        assertSame(item, lease.get());
        close(lease);
        assertTrue(item.isEvicted());
        assertEquals(1, pool.stats().dropped());
        assertEquals(0, recorder.resets(), "not reset: nobody will use it");
    }

    @Test
    void anAgeBeyondAllTimesIsForEver() throws Exception {
        build(builder(1).expireAfter(Duration.ofSeconds(Long.MAX_VALUE)));
        Item item = idle();
        now.addAndGet(Long.MAX_VALUE);
        assertSame(item, idle());
    }

    @Test
    void anInvalidObjectIsReplacedInItsPlace() throws Exception {
        var bad = new AtomicReference<Item>();
        build(builder(1).validate(item -> item != bad.get()));
        bad.set(idle());
        Lease<Item> lease = claim();
        assertNotSame(bad.get(), lease.get());
        assertTrue(bad.get().isEvicted());
        assertNull(tryClaim());
    }

    @Test
    void validateIsAskedOfIdleObjectsOnly() throws Exception {
        List<Item> asked = new ArrayList<>();
        build(builder(2).validate(asked::add));
        Item item = idle();
        assertEquals(List.of(), asked);
        claim();
        claim();
        assertEquals(List.of(item), asked);
    }

    @Test
    void oneClaimReplacesOneObjectAtMost() throws Exception {
        build(builder(3).validate(item -> false));
        List.of(claim(), claim(), claim()).forEach(this::close);
        assertNotNull(claim());
        assertEquals(2, pool.stats().retained());
        assertEquals(4, recorder.made());
    }

    @Test
    void resetSeesEachObjectThatComesBack() throws Exception {
        build(builder(1).reset(recorder::reset));
        idle();
        assertEquals(1, recorder.resets());
        idle();
        assertEquals(2, recorder.resets());
    }

    @Test
    void aDiscardedObjectIsLetGoOfWithoutReset() throws Exception {
        build(builder(1).reset(recorder::reset));
        Lease<Item> lease = claim();
        Item item = lease.get();
        discard(lease);
        assertTrue(item.isEvicted());
        assertEquals(0, recorder.resets());
        assertThrows(IllegalStateException.class, lease::get);
        assertNotSame(item, claim().get());
    }

    @Test
    void theCloseAfterADiscardDoesNothing() throws Exception {
        pool(1);
        try (Lease<Item> lease = claim()) {
            discard(lease);
        }
        PoolStats stats = pool.stats();
        assertEquals(1, stats.puts());
        assertEquals(0, stats.retained());
    }

    @Test
    void aDiscardAfterCloseDoesNothing() throws Exception {
        pool(1);
        Lease<Item> lease = claim();
        Item item = lease.get();
        close(lease);
        pool.discard(lease);
        assertFalse(item.isEvicted());
        assertEquals(1, pool.stats().retained());
    }

    @Test
    void theLeaseOfAnotherPoolIsNotDiscarded() throws Exception {
        pool(1);
        try (var other = builder(1).build(); Lease<Item> lease = other.claim();
                Pool<Item> unbounded = Pool.of(Item::new); var foreign = unbounded.lease()) {
            var refused = assertThrows(IllegalArgumentException.class, () -> pool.discard(lease));
            assertTrue(refused.getMessage().startsWith("not a lease of pool harbour: "));
            assertThrows(IllegalArgumentException.class, () -> pool.discard(foreign));
            assertThrows(NullPointerException.class, () -> pool.discard(null));
            lease.get();
        }
        pool = null; // the other one's item is no account of ours
    }

    @Test
    void hooksMayUseThePool() throws Exception {
        build(builder(3).validate(item -> visit()).reset(item -> visit()).onEvict(item -> {
            recorder.evict(item);
            visit();
        }));
        for (int i = 0; i < 3; i++) {
            discard(claim());
            idle();
        }
        pool.close();
        assertEquals(recorder.made(), recorder.evictions());
    }

    private boolean inside;

    /** A claim within a hook, which does not nest further. */
    private boolean visit() {
        if (!inside) {
            inside = true;
            try {
                Lease<Item> lease = tryClaim();
                if (lease != null) {
                    close(lease);
                }
            } catch (IllegalStateException e) {
                // closed
            } finally {
                inside = false;
            }
        }
        return true;
    }

    @Test
    void statisticsTellHitsFromMisses() throws Exception {
        pool(1);
        idle();
        Lease<Item> lease = claim();
        assertNull(tryClaim());
        assertThrows(Exception.class, () -> pool.claim(Duration.ZERO));
        PoolStats stats = pool.stats();
        assertEquals("harbour", stats.name());
        assertEquals(4, stats.gets());
        assertEquals(1, stats.hits());
        assertEquals(3, stats.misses());
        assertEquals(1, stats.puts());
        close(lease);
        assertEquals(2, pool.stats().puts());
        assertEquals(1, pool.stats().retained());
    }
}
