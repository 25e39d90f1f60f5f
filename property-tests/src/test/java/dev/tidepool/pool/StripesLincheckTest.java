// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads at the same stripes, which they also make, and at the depot behind these. */
@Timeout(240)
class StripesLincheckTest {

    @Test
    void eachObjectIsTakenOnce() {
        Interleavings.assertSafe(Shipped.class, 6, 2);
    }

    @Test
    void aVictimIsNotTakenForEmptyWhileSomebodyIsInside() {
        Interleavings.assertSafe(TakenFromVictim.class, 1, 1);
    }

    @Test
    void theCheckerFindsAStripeLeftOpen() {
        Interleavings.assertFound("pooled", LeftOpen.class, 2);
    }

    /** The operations. One slot, one magazine of one: the depot comes into play early. */
    public abstract static class Base {

        private final Tokens tokens = new Tokens();
        final Generation<Token> generation = new Generation<>(
                Sizing.of(6, Sizing.UNSIZED, 2), new Budget(6), new Budget(0), true);
        final Stripes<Token> stripes = new Stripes<>(generation);

        @Operation
        public void give() {
            Token token = tokens.fresh();
            if (!stripes.give(Thread.currentThread(), token, 0)) {
                token.letGo();
            }
        }

        @Operation
        public void take() {
            tokens.taken(stripes.take(Thread.currentThread(), true));
        }

        @Operation
        public void takeFromDepot() {
            tokens.taken(stripes.takeFromDepot(Thread.currentThread()));
        }

        @Validate
        public void nothingIsLost() {
            long[] inside = new long[1];
            stripes.forEach(stripe -> inside[0] += stripe.count());
            Magazine<Token> magazine;
            while ((magazine = generation.pollDepot()) != null) {
                inside[0] += magazine.count();
            }
            long pooled = tokens.count(Token.Place.POOLED);
            long counted = generation.books().puts() - generation.books().takes();
            Tokens.require(pooled == inside[0] && pooled == counted,
                    "pooled " + pooled + ", found " + inside[0] + ", counted " + counted);
        }
    }

    /** The stripes as they are. */
    public static class Shipped extends Base {
    }

    /** A twin whose stripe lets a second thread in as soon as the first is inside. */
    public static class LeftOpen extends Base {
        public LeftOpen() {
            stripes.add(0, new Cache<>(generation, null, true, true) {
                @Override
                boolean enter() {
                    boolean entered = super.enter();
                    exit();
                    return entered;
                }
            });
        }
    }

    /** Two threads take from one stripe of a victim, which holds more than both take. */
    public static class TakenFromVictim {
        private static final Thread VIRTUAL = Thread.ofVirtual().unstarted(() -> { });
        private final Tokens tokens = new Tokens();
        private final Generation<Token> generation = new Generation<>(
                Sizing.of(6, Sizing.UNSIZED, 2), new Budget(6), new Budget(0), true);

        public TakenFromVictim() {
            for (int i = 0; i < 3; i++) {
                Tokens.require(generation.give(VIRTUAL, tokens.fresh(), 0), "refused");
            }
            generation.becomeVictim();
        }

        @Operation
        public void take() {
            tokens.taken(generation.take(VIRTUAL));
        }

        @Validate
        public void theRestIsStillFound() {
            for (int i = 0; i < 3; i++) {
                take();
            }
            Tokens.require(tokens.count(Token.Place.POOLED) == 0, "overlooked");
        }
    }
}
