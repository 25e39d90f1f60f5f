// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The negative controls of {@link PairsLincheckTest}: the same pairs, on pools with a fault. */
@Timeout(240)
class PairsTwinsLincheckTest {

    @Test
    void theCheckerFindsAFirstPutThatTheTideDoesNotKnowOf() {
        Interleavings.assertFound("forgotten", RegisteredTooEarly.class, 1);
    }

    @Test
    void theCheckerFindsATideThatDoesNotLookAgain() {
        Interleavings.assertFound("forgotten", NoSecondLook.class, 1);
    }

    @Test
    void theCheckerFindsATickThatReopensAClosedPool() {
        Interleavings.assertFound("closed", ReopenedByTick.class, 1);
    }

    @Test
    void theCheckerFindsAPutThatReopensAClosedPool() {
        Interleavings.assertFound("closed", ReopenedByPut.class, 1);
    }

    @Test
    void theCheckerFindsAPutIntoWhatClearHasDropped() {
        Interleavings.assertFound("let go", PutAfterTheDrop.class, 1);
    }

    @Test
    void theCheckerFindsAnObjectThatIsTakenAndLetGoOf() {
        Interleavings.assertFound("LET_GO", TakenInTwoSteps.class, 1);
    }

    @Test
    void theCheckerFindsALeaseThatLooksBeforeItCloses() {
        Interleavings.assertFound("puts", ClosedAfterALook.class, 1);
    }

    public static class RegisteredTooEarly extends PairsLincheckTest.FirstPutAndTick {
        public RegisteredTooEarly() {
            super(new TwinPool(TwinPool.Fault.REGISTER_BEFORE_PUBLISHING));
        }
    }

    public static class NoSecondLook extends PairsLincheckTest.PutAndLastTick {
        public NoSecondLook() {
            super(new TwinPool(TwinPool.Fault.LEAVES_WITHOUT_A_LOOK));
        }
    }

    public static class ReopenedByTick extends PairsLincheckTest.CloseAndTick {
        public ReopenedByTick() {
            super(new TwinPool(TwinPool.Fault.TICK_WITHOUT_TURN_LOCK));
        }
    }

    public static class ReopenedByPut extends PairsLincheckTest.CloseAndPut {
        public ReopenedByPut() {
            super(new TwinPool(TwinPool.Fault.FIRST_PUT_WITHOUT_CAS));
        }
    }

    public static class PutAfterTheDrop extends PairsLincheckTest.ClearAndPut {
        public PutAfterTheDrop() {
            super(new TwinPool(TwinPool.Fault.DROP_WITHOUT_SEAL));
        }
    }

    public static class TakenInTwoSteps extends PairsLincheckTest.PollAndClear {
        public TakenInTwoSteps() {
            super(new TwinPool(TwinPool.Fault.POP_WITHOUT_LOCK));
        }
    }

    /** A lease of its own. */
    public static class ClosedAfterALook {
        private final AtomicInteger puts = new AtomicInteger();
        private volatile boolean closed;

        @Operation
        public void close() {
            if (!closed) {
                closed = true;
                puts.incrementAndGet();
            }
        }

        @Validate
        public void putOnce() {
            Tokens.require(puts.get() == 1, "puts " + puts);
        }
    }
}
