// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/** Lets tests in other packages look at what must hold inside pools that nobody uses. */
public final class PoolChecks {

    private PoolChecks() {
    }

    /** Throws what says what does not hold. */
    public static void check(Pool<?> pool) {
        if (pool instanceof TieredPool<?> tiered) {
            tiered.checkInvariants();
        }
    }

    /** Throws what says what does not hold. */
    public static void check(BufferPool<?> pool) {
        if (pool instanceof ClassedBufferPool<?> classed) {
            classed.checkInvariants();
        }
    }

    /** Throws what says what does not hold; objects in hand count as that. */
    public static void check(BoundedPool<?> pool) {
        int busy = pool.berths().checkInvariants();
        if (busy > 0) {
            throw new IllegalStateException(busy + " objects of pool " + pool.name()
                    + " are in hand");
        }
    }
}
