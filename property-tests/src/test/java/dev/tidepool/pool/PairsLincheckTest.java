// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import dev.tidepool.pool.TurnLincheckTest.Ending;
import dev.tidepool.pool.TurnLincheckTest.Shipped;
import dev.tidepool.pool.TurnLincheckTest.Subject;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two operations on a whole pool at the same time, one on each thread: short enough that nearly all
 * interleavings are tried. What must hold at the end is {@link Ending#inOrder}.
 */
@Timeout(240)
class PairsLincheckTest {

    @Test
    void aFirstPutAndATickLeaveContentThatAges() {
        Interleavings.assertSafe(PlainFirstPutAndTick.class, 1, 1);
        Interleavings.assertSafe(CheckedFirstPutAndTick.class, 1, 1);
    }

    @Test
    void aPutAndTheTickThatDropsTheLastContentDo() {
        Interleavings.assertSafe(PlainPutAndLastTick.class, 1, 1);
    }

    @Test
    void aTickReopensNoClosedPool() {
        Interleavings.assertSafe(PlainCloseAndTick.class, 1, 1);
        Interleavings.assertSafe(EvictingCloseAndTick.class, 1, 1);
    }

    @Test
    void aPutReopensNoClosedPool() {
        Interleavings.assertSafe(EvictingCloseAndPut.class, 1, 1);
    }

    @Test
    void aPutDuringClearIsKeptOrLetGoOf() {
        Interleavings.assertSafe(EvictingClearAndPut.class, 1, 1);
    }

    @Test
    void whatClearLetsGoOfIsNotPolled() {
        Interleavings.assertSafe(EvictingPollAndClear.class, 1, 1);
    }

    @Test
    void twoThatCloseALeasePutItsObjectBackOnce() {
        Interleavings.assertSafe(LeaseClosedTwice.class, 1, 1);
    }

    /** The one operation, on both threads. */
    public static class LeaseClosedTwice {
        private final Pool<Token> pool = Pool.builder(Token::new).tide(Tide.manual()).build();
        private final Lease<Token> lease = pool.lease();

        @Operation
        public void close() {
            lease.close();
        }

        @Validate
        public void putOnce() {
            Tokens.require(pool.stats().puts() == 1, "puts " + pool.stats().puts());
        }
    }

    /** Publish, then register; and the flag is cleared before the last look. */
    public abstract static class FirstPutAndTick extends Ending {
        FirstPutAndTick(Subject subject) {
            super(subject);
        }

        @Operation(nonParallelGroup = "put")
        public void put() {
            doPut();
        }

        @Operation(nonParallelGroup = "tick")
        public void tick() {
            doTick();
        }
    }

    public static class PlainFirstPutAndTick extends FirstPutAndTick {
        public PlainFirstPutAndTick() {
            super(Shipped.of(false, Checks.OFF));
        }
    }

    public static class CheckedFirstPutAndTick extends FirstPutAndTick {
        public CheckedFirstPutAndTick() {
            super(Shipped.of(true, Checks.MISUSE));
        }
    }

    /** The tick that drops the last content takes the pool out of the register. */
    public abstract static class PutAndLastTick extends Ending {
        PutAndLastTick(Subject subject) {
            super(subject);
            doPut();
            doTick();
        }

        @Operation(nonParallelGroup = "put")
        public void put() {
            doPut();
        }

        @Operation(nonParallelGroup = "tick")
        public void tick() {
            doTick();
        }
    }

    public static class PlainPutAndLastTick extends PutAndLastTick {
        public PlainPutAndLastTick() {
            super(Shipped.of(false, Checks.OFF));
        }
    }

    /** Nobody leaves the closed state. */
    public abstract static class CloseAndTick extends Ending {
        CloseAndTick(Subject subject) {
            super(subject);
            doPut();
        }

        @Operation(nonParallelGroup = "close")
        public void close() {
            doClose();
        }

        @Operation(nonParallelGroup = "tick")
        public void tick() {
            doTick();
        }
    }

    public static class PlainCloseAndTick extends CloseAndTick {
        public PlainCloseAndTick() {
            super(Shipped.of(false, Checks.OFF));
        }
    }

    public static class EvictingCloseAndTick extends CloseAndTick {
        public EvictingCloseAndTick() {
            super(Shipped.of(true, Checks.OFF));
        }
    }

    /** A put that comes late is let go of. */
    public abstract static class CloseAndPut extends Ending {
        CloseAndPut(Subject subject) {
            super(subject);
        }

        @Operation(nonParallelGroup = "close")
        public void close() {
            doClose();
        }

        @Operation(nonParallelGroup = "put")
        public void put() {
            doPut();
        }
    }

    public static class EvictingCloseAndPut extends CloseAndPut {
        public EvictingCloseAndPut() {
            super(Shipped.of(true, Checks.OFF));
        }
    }

    /** What clear does not see stays, and ages. */
    public abstract static class ClearAndPut extends Ending {
        ClearAndPut(Subject subject) {
            super(subject);
            doPut();
        }

        @Operation(nonParallelGroup = "clear")
        public void clear() {
            doClear();
        }

        @Operation(nonParallelGroup = "put")
        public void put() {
            doPut();
        }
    }

    public static class EvictingClearAndPut extends ClearAndPut {
        public EvictingClearAndPut() {
            super(Shipped.of(true, Checks.OFF));
        }
    }

    /** An object is taken or let go of. */
    public abstract static class PollAndClear extends Ending {
        PollAndClear(Subject subject) {
            super(subject);
            doPut();
        }

        @Operation(nonParallelGroup = "poll")
        public void poll() {
            doPoll();
        }

        @Operation(nonParallelGroup = "clear")
        public void clear() {
            doClear();
        }
    }

    public static class EvictingPollAndClear extends PollAndClear {
        public EvictingPollAndClear() {
            super(Shipped.of(true, Checks.OFF));
        }
    }
}
