// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads at one claimed cache, and a third party that seals it. */
@Timeout(240)
class ClaimLincheckTest {

    @Test
    void eachObjectIsTakenOrSealedInOnce() {
        Interleavings.assertSafe(Claimed.class, 6, 3);
    }

    @Test
    void theCheckerFindsACacheEnteredWithoutCas() {
        Interleavings.assertFound("pooled", EnteredByAll.class, 3);
    }

    @Test
    void theCheckerFindsASealThatDoesNotWait() {
        Interleavings.assertFound("LET_GO", SealedWhileBusy.class, 3);
    }

    /** The operations; the twins break the cache they work on. */
    public abstract static class Base {

        private final Tokens tokens = new Tokens();
        private final Generation<Token> generation = new Generation<>(
                Sizing.of(8, Sizing.UNSIZED, 1), new Budget(8), new Budget(0), true);
        private final Cache<Token> cache = cache(generation);
        private volatile boolean sealed;

        abstract Cache<Token> cache(Generation<Token> of);

        @Operation
        public void give() {
            Token token = tokens.fresh();
            if (!generation.giveTo(cache, token, 0)) {
                token.letGo();
            }
        }

        @Operation
        public void take() {
            tokens.taken(generation.takeFrom(cache, false));
        }

        final void trySeal() {
            if (cache.seal()) {
                cache.empty(Token::letGo);
                sealed = true;
            }
        }

        @Validate
        public void nothingIsLost() {
            long pooled = tokens.count(Token.Place.POOLED);
            long inside = sealed ? 0 : cache.count();
            Tokens.require(pooled == inside, "pooled " + pooled + ", found " + inside);
        }
    }

    /** The cache as it is. */
    public static class Claimed extends Base {
        @Operation(nonParallelGroup = "one drains")
        public void seal() {
            trySeal();
        }

        @Override
        Cache<Token> cache(Generation<Token> of) {
            return new Cache<>(of, null, true, true);
        }
    }

    /** A twin whose claim is no claim. */
    public static class EnteredByAll extends Base {
        @Override
        Cache<Token> cache(Generation<Token> of) {
            return new Cache<>(of, null, true, true) {
                @Override
                boolean enter() {
                    return true;
                }
            };
        }
    }

    /** A twin that is emptied while somebody is inside. */
    public static class SealedWhileBusy extends Base {
        @Operation(nonParallelGroup = "one drains")
        public void seal() {
            trySeal();
        }

        @Override
        Cache<Token> cache(Generation<Token> of) {
            return new Cache<>(of, null, true, true) {
                @Override
                boolean seal() {
                    super.seal();
                    return true;
                }
            };
        }
    }
}
