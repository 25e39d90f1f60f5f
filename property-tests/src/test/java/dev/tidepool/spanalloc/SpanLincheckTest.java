// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One span of two slots between its owner, a second cache that may take it from the central or
 * adopt it, and threads that free: no slot is handed out twice, none is lost, and of those who see
 * the span FULL exactly one puts it into the central's list or takes it into its cache.
 */
@Timeout(240)
class SpanLincheckTest {

    @Test
    void slotsAreNeitherLostNorHandedOutTwice() {
        Schedules.assertSafe(Shipped.class, 2, 6, 3);
    }

    @Test
    void norAmongThreeThreads() {
        Schedules.assertSafe(Shipped.class, 3, 3, 2);
    }

    @Test
    void norWhileThreadsRunFreely() {
        Schedules.assertEndures(Shipped.class, 3, 5);
    }

    @Test
    void theTwinIsRightBeforeItIsBroken() {
        Schedules.assertSafe(Twin.class, 2, 2, 3);
    }

    @Test
    void theCheckerFindsAnOwnerThatDoesNotLookAgain() {
        Schedules.assertFound("lost", NoSecondLook.class, 2, 3);
    }

    @Test
    void theCheckerFindsTwoThatPutTheSpanIntoTheList() {
        Schedules.assertFound("listed twice", ReopenedByAll.class, 3, 2);
    }

    @Test
    void theCheckerFindsAFreerThatDoesNotLookAtTheState() {
        Schedules.assertFound("lost", NeverReopened.class, 2, 3);
    }

    @Test
    void theCheckerFindsAnOwnerThatTakesTheSpanBackBlindly() {
        Schedules.assertFound("state", TakenBackBlindly.class, 2, 3);
    }

    @Test
    void theCheckerFindsAFreerThatAdoptsBlindly() {
        Schedules.assertFound("state", AdoptedBlindly.class, 3, 2);
    }

    @Test
    void theCheckerFindsAFreeThatIsNoAtomicOr() {
        Schedules.assertFound("lost", SetBlindly.class, 3, 2);
    }

    /** The operations, as caches and freeing threads do them. */
    public abstract static class Machine {

        private static final int SLOTS = 2;
        private static final int CACHES = 2;

        private final Slots span;
        private final AtomicIntegerArray held = new AtomicIntegerArray(SLOTS);
        private final AtomicInteger listed = new AtomicInteger();
        private final boolean[] owns = {true, false};

        Machine(Slots span) {
            this.span = span;
            allocate(0);
            allocate(0);
        }

        @Operation(nonParallelGroup = "first")
        public void allocateInFirst() {
            allocate(0);
        }

        @Operation(nonParallelGroup = "second")
        public void allocateInSecond() {
            allocate(1);
        }

        @Operation(nonParallelGroup = "first")
        public void freeInFirst() {
            free(0);
        }

        @Operation(nonParallelGroup = "second")
        public void freeInSecond() {
            free(1);
        }

        @Operation
        public void freeElsewhere() {
            free(-1);
        }

        @Operation(nonParallelGroup = "first")
        public void flushFirst() {
            flush(0);
        }

        private void allocate(int cache) {
            for (int attempt = 0; attempt < 3; attempt++) {
                if (!owns[cache] && !takeFromList(cache)) {
                    return;
                }
                int slot = span.take();
                if (slot >= 0) {
                    require(held.getAndSet(slot, 1) == 0, "slot handed out twice");
                    return;
                }
                owns[cache] = makeRoom();
            }
        }

        private boolean takeFromList(int cache) {
            if (!listed.compareAndSet(1, 0)) {
                return false;
            }
            span.partialToOwned();
            owns[cache] = makeRoom();
            return owns[cache];
        }

        private boolean makeRoom() {
            if (span.advance()) {
                return true;
            }
            do {
                span.collect();
                if (span.advance()) {
                    return true;
                }
            } while (!span.ownedToFull());
            return false;
        }

        private void free(int cache) {
            int slot = 0;
            while (slot < SLOTS && !held.compareAndSet(slot, 1, 0)) {
                slot++;
            }
            if (slot == SLOTS) {
                return;
            }
            if (cache >= 0 && (owns[cache] || adopt(cache))) {
                require(span.freeOwned(slot), "the owner's free was refused");
                return;
            }
            require(span.freeRemote(slot), "a free was refused");
            if (span.fullToPartial()) {
                require(listed.getAndSet(1) == 0, "listed twice");
            }
        }

        private boolean adopt(int cache) {
            owns[cache] = span.state() == Span.FULL && span.fullToOwned();
            return owns[cache];
        }

        private void flush(int cache) {
            while (owns[cache]) {
                span.collect();
                if (span.advance()) {
                    owns[cache] = false;
                    span.ownedToPartial();
                    require(listed.getAndSet(1) == 0, "listed twice");
                } else {
                    owns[cache] = !span.ownedToFull();
                }
            }
        }

        @Validate
        public void inOrder() {
            int owners = 0;
            for (int cache = 0; cache < CACHES; cache++) {
                owners += owns[cache] ? 1 : 0;
            }
            int state = span.state();
            require((state == Span.OWNED) == (owners == 1) && owners < 2
                            && (state == Span.PARTIAL) == (listed.get() == 1),
                    "state " + state + ", " + owners + " owners, listed " + listed);
            long live = held.get(0) | held.get(1) << 1;
            require(span.taken() == live, "held " + live + ", taken " + span.taken()
                    + ": a slot is lost");
            require(state != Span.FULL || live == 3, "a full span has free slots: they are lost");
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    /** The span as it is. */
    public static class Shipped extends Machine {
        public Shipped() {
            this(Bare.owner());
        }

        private Shipped(MCache owner) {
            super(new Slots.Real(Bare.span(SizeClasses.of(4096), owner), owner));
        }
    }

    /** The twin, in order. */
    public static class Twin extends Machine {
        public Twin() {
            super(new TwinSpan(2));
        }
    }

    /** Gives the span up without a second look at the remote bits. */
    public static class NoSecondLook extends Machine {
        public NoSecondLook() {
            super(new TwinSpan(2) {
                @Override
                public boolean ownedToFull() {
                    state.set(Span.FULL);
                    return true;
                }
            });
        }
    }

    /** Reads and writes the state, where the CAS decides. */
    public static class ReopenedByAll extends Machine {
        public ReopenedByAll() {
            super(new TwinSpan(2) {
                @Override
                public boolean fullToPartial() {
                    boolean full = state.get() == Span.FULL;
                    if (full) {
                        state.set(Span.PARTIAL);
                    }
                    return full;
                }
            });
            allocateInFirst(); // gives up the span: it is FULL
        }
    }

    /** Looks at the state before it frees, not after. */
    public static class NeverReopened extends Machine {
        public NeverReopened() {
            super(new TwinSpan(2) {
                private boolean full;

                @Override
                public boolean freeRemote(int slot) {
                    full = state.get() == Span.FULL;
                    return super.freeRemote(slot);
                }

                @Override
                public boolean fullToPartial() {
                    return full && super.fullToPartial();
                }
            });
        }
    }

    /** Takes the span back by a store. */
    public static class TakenBackBlindly extends Machine {
        public TakenBackBlindly() {
            super(new TwinSpan(2) {
                @Override
                public boolean ownedToFull() {
                    state.set(Span.FULL);
                    if (remote.get() == 0) {
                        return true;
                    }
                    state.set(Span.OWNED);
                    return false;
                }
            });
        }
    }

    /** Adopts the span by a store. */
    public static class AdoptedBlindly extends Machine {
        public AdoptedBlindly() {
            super(new TwinSpan(2) {
                @Override
                public boolean fullToOwned() {
                    state.set(Span.OWNED);
                    return true;
                }
            });
            allocateInFirst(); // gives up the span: it is FULL
        }
    }

    /** Reads and writes the remote bits. */
    public static class SetBlindly extends Machine {
        public SetBlindly() {
            super(new TwinSpan(2) {
                @Override
                long setRemote(long bit) {
                    long before = remote.get();
                    remote.set(before | bit);
                    return before;
                }
            });
        }
    }
}
