// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lease ends once, and a berth has one holder, whoever claims and ends at the same time. */
@Timeout(240)
class BerthsLincheckTest {

    @Test
    void eachLeaseEndsOnce() {
        Interleavings.assertSafe(Shipped.class, 10, 3);
    }

    @Test
    void theCheckerFindsALeaseThatIsEndedWithoutALook() {
        Interleavings.assertFound("given back twice", EndedBlindly.class, 3);
    }

    /** Berths as {@link Claims} uses them, with one lease that both threads end. */
    public abstract static class Base {

        private static final int CAPACITY = 2;

        final Berths<AtomicInteger> berths;
        private final Hold<AtomicInteger> contested;
        private final AtomicInteger ends = new AtomicInteger();

        Base() {
            var hooks = new Hooks<AtomicInteger>("model", AtomicInteger::new, null, null, null,
                    null, null);
            berths = new Claims<>(new BoundedSettings<>(hooks, CAPACITY, null, Long.MAX_VALUE,
                    () -> 0, Checks.OFF, new Watch<>(null, null), false)).berths();
            contested = lease();
        }

        private Hold<AtomicInteger> lease() {
            BoundedLease<AtomicInteger> lease = berths.lendIdle(null);
            if (lease != null) {
                return held(lease);
            }
            Berth<AtomicInteger> berth = takeUnlessClosed();
            if (berth == null) {
                return null;
            }
            boolean fresh = berth.object == null;
            if (fresh) {
                berth.object = new AtomicInteger();
            }
            return held(berths.lend(berth, null, fresh));
        }

        private Berth<AtomicInteger> takeUnlessClosed() {
            try {
                return berths.tryTake();
            } catch (IllegalStateException e) {
                return null;
            }
        }

        private static Hold<AtomicInteger> held(BoundedLease<AtomicInteger> lease) {
            Tokens.require(lease.get().incrementAndGet() == 1, "two holders");
            return lease.hold();
        }

        private void giveUp(Hold<AtomicInteger> hold) {
            AtomicInteger stamp = hold.berth.object;
            if (stamp != null) {
                stamp.decrementAndGet();
            }
        }

        @Operation
        public void claimAndClose() {
            Hold<AtomicInteger> hold = lease();
            if (hold != null) {
                giveUp(hold);
                Berth<AtomicInteger> berth = berths.takeBackIdle(hold);
                if (berth != null) {
                    berths.vacate(berth); // closed
                }
            }
        }

        @Operation
        public void claimAndDiscard() {
            Hold<AtomicInteger> hold = lease();
            if (hold != null) {
                berths.vacate(berths.takeBack(hold, true));
            }
        }

        @Operation
        public void discardContested() {
            Berth<AtomicInteger> berth = takeBack(contested);
            if (berth != null) {
                Tokens.require(ends.incrementAndGet() == 1, "given back twice");
                berths.vacate(berth);
            }
        }

        Berth<AtomicInteger> takeBack(Hold<AtomicInteger> hold) {
            return berths.takeBack(hold, true);
        }

        @Operation
        public void closeAll() {
            Berth<AtomicInteger> berth = berths.close();
            while (berth != null) {
                Berth<AtomicInteger> next = berth.next;
                berth.next = null;
                berths.vacate(berth);
                berth = next;
            }
        }

        @Validate
        public void berthsAddUp() {
            berths.checkInvariants();
        }
    }

    /** The berths as they are. */
    public static class Shipped extends Base {
        public Shipped() {
            // needed by Lincheck
        }
    }

    /** A twin in which a lease does not know whether it has ended. */
    public static class EndedBlindly extends Base {
        private volatile boolean over;

        public EndedBlindly() {
            // needed by Lincheck
        }

        @Override
        Berth<AtomicInteger> takeBack(Hold<AtomicInteger> hold) {
            if (over) {
                return null;
            }
            over = true; // too late: another may have looked in between
            Berth<AtomicInteger> berth = berths.takeBack(hold, true);
            return berth == null ? hold.berth : berth;
        }
    }
}
