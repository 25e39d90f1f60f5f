// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.pool.Interleavings;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A batch of leases ends once, after its last lease, whoever joins, leaves and seals it. */
@Timeout(240)
class HoldingsLincheckTest {

    @Test
    void aBatchEndsOnceAndNotBeforeItsLastLease() {
        Interleavings.assertSafe(Shipped.class, 5, 3);
    }

    @Test
    void theCheckerFindsASealThatIsNotInOneWordWithTheCount() {
        Interleavings.assertFound("ended", SealedApart.class, 3);
    }

    /** The operations; who is told to end the batch does so. */
    public abstract static class Base {

        private final AtomicInteger inUse = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();

        abstract boolean acquire();

        abstract boolean release();

        abstract boolean seal();

        abstract boolean isSealed();

        @Operation
        public void openAndClose() {
            if (acquire()) {
                inUse.incrementAndGet();
                require(ends.get() == 0, "ended while a lease is open");
                inUse.decrementAndGet();
                end(release());
            }
        }

        @Operation
        public void sealNow() {
            end(seal());
        }

        private void end(boolean told) {
            if (told) {
                require(inUse.get() == 0, "ended while a lease is open");
                require(ends.incrementAndGet() == 1, "ended twice");
            }
        }

        @Validate
        public void endedOnceIfSealed() {
            require(ends.get() == (isSealed() ? 1 : 0), "ended " + ends + " times, sealed "
                    + isSealed());
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** The word as it is; of so few leases that the last one that joins seals it. */
    public static class Shipped extends Base {

        private static final Ground GROUND =
                ArenaPool.builder().recycling(false).build().ground();

        private final Holdings holdings = new Holdings(GROUND, GROUND.leases, 3);

        @Override
        boolean acquire() {
            return holdings.acquire() >= 0;
        }

        @Override
        boolean release() {
            return holdings.release();
        }

        @Override
        boolean seal() {
            return holdings.seal();
        }

        @Override
        boolean isSealed() {
            holdings.checkInvariants();
            return holdings.isSealed();
        }
    }

    /** A twin that looks at two words, one after the other. */
    public static class SealedApart extends Base {

        private final AtomicInteger open = new AtomicInteger();
        private volatile boolean sealed;

        @Override
        boolean acquire() {
            if (sealed) {
                return false;
            }
            open.incrementAndGet();
            return true;
        }

        @Override
        boolean release() {
            return open.decrementAndGet() == 0 && sealed;
        }

        @Override
        boolean seal() {
            boolean first = !sealed;
            sealed = true;
            return first && open.get() == 0;
        }

        @Override
        boolean isSealed() {
            return sealed;
        }
    }
}
