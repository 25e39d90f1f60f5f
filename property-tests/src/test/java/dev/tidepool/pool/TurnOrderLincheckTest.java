// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An object at everybody's hand is found at every moment of a turn: it is never in between. */
@Timeout(240)
class TurnOrderLincheckTest {

    @Test
    void aTurnHidesNothing() {
        Interleavings.assertSafe(Shipped.class, 5, 1);
    }

    @Test
    void theCheckerFindsATurnThatClearsThePrimaryFirst() {
        Interleavings.assertFound("missed", PrimaryFirst.class, 1);
    }

    /** Any virtual thread: the object is in a stripe. */
    private static final Thread VIRTUAL = Thread.ofVirtual().unstarted(() -> { });

    /** The pool as it is. */
    public static class Shipped {
        private final Tide tide = Tide.manual();
        private final TieredPool<Token> pool = (TieredPool<Token>) Pool.builder(Token::new)
                .tide(tide).maxRetained(6).onEvict(Token::letGo).build();

        public Shipped() {
            Tokens.require(pool.give(VIRTUAL, new Token(), 0), "refused");
        }

        @Operation(nonParallelGroup = "one ticks")
        public void tick() {
            tide.tick();
        }

        @Operation(nonParallelGroup = "one uses")
        public void use() {
            Token token = pool.take(VIRTUAL);
            Tokens.require(token != null, "missed");
        }
    }

    /** A twin of two references, which clears the first before it sets the second. */
    public static class PrimaryFirst {
        private final AtomicReference<Token> primary = new AtomicReference<>(new Token());
        private volatile Token victim;

        @Operation(nonParallelGroup = "one ticks")
        public void tick() {
            Token old = primary.getAndSet(null);
            victim = old;
        }

        @Operation(nonParallelGroup = "one uses")
        public void use() {
            Token young = primary.get();
            Tokens.require(young != null || victim != null, "missed");
        }
    }
}
