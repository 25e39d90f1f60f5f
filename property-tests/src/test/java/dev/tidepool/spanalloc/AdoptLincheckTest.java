// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A FULL span that several want at the same instant: two threads that free into it and may take it
 * into their caches, one that frees and lists it, and one that looks into the central's list.
 */
@Timeout(240)
class AdoptLincheckTest {

    @Test
    void ofTwoWhoAdoptOneHasTheSpan() {
        Schedules.assertSafe(TwoAdopt.class, 2, 1, 1);
    }

    @Test
    void soItIsWhileTheCentralHandsOut() {
        Schedules.assertSafe(AdoptFreeAndTake.class, 3, 1, 1);
    }

    /** To flush a cache takes more steps than the model checker follows. */
    @Test
    void soItIsWhileTheNewOwnerGivesItUp() {
        Schedules.assertEndures(AdoptAndGiveUp.class, 2, 2);
    }

    @Test
    void theCheckerFindsTwoOwners() {
        Schedules.assertFound("places", AdoptedBlindly.class, 2, 1);
    }

    /** A span of four slots, all of them held, in nobody's cache. */
    public abstract static class Contended {

        private static final Tiers TIERS = Bare.tiers(Profile.LOW_MEMORY);
        private static final int CLASS = SizeClasses.of(2048);

        final MCache first = new MCache(TIERS, null);
        final MCache second = new MCache(TIERS, null);
        private final MCache third = new MCache(TIERS, null);
        private final MCentral central = TIERS.central(CLASS);
        final Span span = Bare.span(CLASS, Bare.owner());
        private volatile boolean taken;

        Contended() {
            while (central.take(Bare.owner()) != null) {
                // what the verifier left: it runs the operations, but not the validation
            }
            while (span.take() >= 0) {
                // until all slots are taken
            }
            span.ownedToFull();
        }

        /** As the allocator frees: by the owner, by who adopts, or for the owner. */
        final void free(MCache cache, int slot) {
            boolean own = span.owner == cache
                    || span.state() == Span.FULL && adopt(cache);
            require(own ? span.freeOwned(slot) : TIERS.freeRemote(span, slot),
                    "a free was refused");
        }

        boolean adopt(MCache cache) {
            return cache.adopt(span);
        }

        final void freeElsewhere(int slot) {
            require(TIERS.freeRemote(span, slot), "a free was refused");
        }

        final void take() {
            Span got = central.take(third);
            require(got == null || got == span, "a strange span");
            taken = got != null;
        }

        /** Nobody's span is FULL with free slots; and it is in one place. */
        final void requireOnePlace() {
            int places = holds(first) + holds(second) + (taken ? 1 : 0);
            Span listed = central.take(Bare.owner());
            places += listed == null ? 0 : 1;
            boolean full = span.state() == Span.FULL && !span.hasRemote();
            require(places == (full || span.state() == Span.DEAD ? 0 : 1),
                    places + " places for " + span);
            require(central.take(Bare.owner()) == null, "two places in the list");
        }

        private static int holds(MCache cache) {
            var count = new int[1];
            cache.forEachSpan(span -> count[0]++);
            return count[0];
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    /** Two who free, each into its cache. */
    public static class TwoAdopt extends Contended {
        @Operation(nonParallelGroup = "first")
        public void freeInFirst() {
            free(first, 0);
        }

        @Operation(nonParallelGroup = "second")
        public void freeInSecond() {
            free(second, 1);
        }

        @Validate
        public void inOnePlace() {
            requireOnePlace();
        }
    }

    /** One who adopts, one who does not, and a third cache. */
    public static class AdoptFreeAndTake extends Contended {
        @Operation(nonParallelGroup = "first")
        public void freeInFirst() {
            free(first, 0);
        }

        @Operation(nonParallelGroup = "second")
        public void freeForTheOwner() {
            freeElsewhere(1);
        }

        @Operation(nonParallelGroup = "third")
        public void takeFromTheCentral() {
            take();
        }

        @Validate
        public void inOnePlace() {
            requireOnePlace();
        }
    }

    /** One who adopts and ends, and one who adopts. */
    public static class AdoptAndGiveUp extends Contended {
        private int mine;
        private int others = 2;

        @Operation(nonParallelGroup = "first")
        public void freeAndEnd() {
            if (mine < 2) {
                free(first, mine++);
                first.flush();
            }
        }

        @Operation(nonParallelGroup = "second")
        public void freeInSecond() {
            if (others < 4) {
                free(second, others++);
            }
        }

        @Validate
        public void inOnePlace() {
            if (span.state() != Span.DEAD) {
                requireOnePlace();
            }
        }
    }

    /** Adopts what is FULL when it looks, whoever was faster. */
    public static class AdoptedBlindly extends TwoAdopt {
        @Override
        boolean adopt(MCache cache) {
            if (!cache.adopt(span)) {
                cache.spans[span.classId] = span;
            }
            return true;
        }
    }
}
