// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Put, get and the end of a generation of a pool with {@code onEvict}: whatever the interleaving,
 * each object is taken, evicted or still inside, exactly one of the three.
 */
@Timeout(240)
class GenerationLincheckTest {

    @Test
    void eachObjectIsTakenOrEvictedOrStillInside() {
        Interleavings.assertSafe(Shipped.class, 6, 2);
    }

    @Test
    void aFirstPutIsEvictedOrRefusedByADrain() {
        Interleavings.assertSafe(FirstPut.class, 1, 1);
    }

    @Test
    void theCheckerFindsADrainThatOverlooksABusyCache() {
        Interleavings.assertFound("left behind", DrainedOnceOver.class, 2);
    }

    /** The operations. */
    public abstract static class Base {

        final Tokens tokens = new Tokens();
        private final Budget objects = new Budget(6);
        final Generation<Token> generation = new Generation<>(
                Sizing.of(6, Sizing.UNSIZED, 2), objects, new Budget(0), true);
        volatile boolean drained;

        @Operation(nonParallelGroup = "one gives")
        public void give() {
            Token token = tokens.fresh();
            if (!generation.give(Thread.currentThread(), token, 0)) {
                token.letGo();
            }
        }

        @Operation(nonParallelGroup = "one drains")
        public void drain() {
            generation.becomeVictim();
            generation.close();
            empty();
            drained = true;
        }

        abstract void empty();

        @Validate
        public void nothingIsLeftBehind() {
            long pooled = tokens.count(Token.Place.POOLED);
            long counted = generation.books().puts() - generation.books().takes();
            if (drained) {
                Tokens.require(pooled == 0, pooled + " left behind");
                Tokens.require(objects.free() == objects.limit(), "permits left behind");
            } else {
                generation.checkInvariants();
                Tokens.require(pooled == counted, "pooled " + pooled + ", counted " + counted);
                long permits = objects.free() + generation.objects().held();
                Tokens.require(permits == objects.limit(), "permits " + permits);
            }
        }
    }

    /** A put that makes the thread's cache, and a drain, and nothing else. */
    public static class FirstPut extends Base {
        @Override
        void empty() {
            Tokens.require(generation.drain(Token::letGo, true), "not complete");
        }
    }

    /** The generation as it is. */
    public static class Shipped extends FirstPut {
        @Operation
        public void take() {
            tokens.taken(generation.take(Thread.currentThread()));
        }
    }

    /** A twin that empties what it can claim, and does not wait for who is inside. */
    public static class DrainedOnceOver extends Base {
        @Override
        void empty() {
            for (Cache<Token> cache : generation.table()) {
                if (cache != null && cache.seal()) {
                    cache.empty(Token::letGo);
                }
            }
            Magazine<Token> magazine;
            while ((magazine = generation.pollDepot()) != null) {
                magazine.empty(Token::letGo);
            }
        }
    }
}
