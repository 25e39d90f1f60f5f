// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With checks on, an object that was changed while idle is told at the claim. */
@Timeout(60)
class BoundedPoolChecksTest {

    private final List<byte[]> evicted = new ArrayList<>();

    private BoundedPool<byte[]> pool(Checks checks) {
        return BoundedPool.builder(() -> new byte[8]).name("harbour").capacity(1).checks(checks)
                .onEvict(evicted::add).build();
    }

    private static byte[] use(BoundedPool<byte[]> pool) throws InterruptedException {
        try (var lease = pool.claim()) {
            lease.get()[1]++;
            return lease.get();
        }
    }

    @Test
    void anObjectChangedAfterItsLeaseEndedIsToldAtTheNextClaim() throws Exception {
        try (var pool = pool(Checks.MISUSE)) {
            byte[] stale = use(pool);
            stale[0] = 1;
            var told = assertThrows(IllegalStateException.class, pool::claim);
            assertTrue(told.getMessage().startsWith("an object of pool harbour was used after its"
                    + " lease ended: changed since it was returned by thread "), told::getMessage);
            assertTrue(told.getMessage().contains("BoundedPoolChecksTest.use"), told::getMessage);
            assertNotNull(told.getCause());
            assertEquals(List.of(stale), evicted);
            assertEquals(1, pool.stats().evicted());
            pool.claim().close();
        }
    }

    @Test
    void anObjectChangedInItsLeaseIsNotTold() throws Exception {
        try (var pool = pool(Checks.ALL)) {
            byte[] first = use(pool);
            assertSame(first, use(pool));
        }
    }

    @Test
    void withoutChecksNobodyLooks() throws Exception {
        try (var pool = pool(Checks.LEAKS)) {
            use(pool)[0] = 1;
            assertEquals(1, use(pool)[0]);
        }
    }
}
