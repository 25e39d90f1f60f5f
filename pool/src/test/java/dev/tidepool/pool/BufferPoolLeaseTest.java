// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** A lease of a buffer puts it back exactly once and is dead from then on. */
class BufferPoolLeaseTest extends BufferPoolContract {

    @Test
    void aLeaseHoldsABufferAsGetHandsItOut() {
        try (Lease<Object> lease = pool().lease(1001)) {
            Object buffer = lease.get();
            Handout.assertAsAskedFor(buffer, 1001);
            assertSame(buffer, lease.get());
            assertNotSame(buffer, get(1001));
        }
        assertEquals(1, BufferStats.retained(pool()));
    }

    @Test
    void closePutsTheBufferBackAndASecondCloseDoesNothing() {
        Lease<Object> lease = pool().lease(64);
        Object buffer = lease.get();
        lease.close();
        assertEquals(flavour.resets() ? 1 : 0, recorder.resets());
        assertSame(buffer, get(64));
        lease.close();
        assertNotSame(buffer, get(64), "put back twice");
        assertEquals(1, BufferStats.sum(pool(), PoolStats::puts));
        assertEquals(flavour.resets() ? 1 : 0, recorder.resets());
    }

    @Test
    void aClosedLeaseHasNoBuffer() {
        Lease<Object> lease = pool().lease(64);
        lease.close();
        assertThrows(IllegalStateException.class, lease::get);
        pool().lease(64).close();
        assertThrows(IllegalStateException.class, lease::get);
    }

    @Test
    void aLeaseOfABufferBeyondTheBoundDropsIt() {
        pool(1000);
        Object buffer;
        try (Lease<Object> lease = pool().lease(1001)) {
            buffer = lease.get();
            assertEquals(1001, BufferKind.capacity(buffer));
        }
        assertEquals(1, BufferStats.unpooled(pool()).dropped());
        assertEquals(0, BufferStats.retained(pool()));
        assertEquals(flavour.evicts(), recorder.hasEvicted(buffer));
    }

    @Test
    void aLeaseThatOutlivesItsPoolDropsTheBuffer() {
        Lease<Object> lease = pool().lease(64);
        Object buffer = lease.get();
        pool().close();
        assertSame(buffer, lease.get());
        lease.close();
        assertEquals(0, BufferStats.retained(pool()));
        assertEquals(flavour.evicts(), recorder.hasEvicted(buffer));
        try (Lease<Object> late = pool().lease(64)) {
            Handout.assertAsAskedFor(late.get(), 64);
        }
    }

    @Test
    void ofThreadsThatCloseOneLeaseTogetherOnePutsTheBufferBack() throws Throwable {
        pool();
        for (int round = 0; round < 50; round++) {
            Lease<Object> lease = pool().lease(64);
            Race.run(kind, 3, i -> lease.close());
        }
        assertEquals(50, BufferStats.sum(pool(), PoolStats::puts));
        tick(2);
    }
}
