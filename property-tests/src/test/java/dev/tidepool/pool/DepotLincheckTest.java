// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads at one depot: each magazine reaches one of them, with all that is in it. */
@Timeout(240)
class DepotLincheckTest {

    @Test
    void eachMagazineIsPolledOnce() {
        Interleavings.assertSafe(Shipped.class, 5, 2);
    }

    @Test
    void theCheckerFindsADepotWithARacyIndex() {
        Interleavings.assertFound("POOLED", RacyIndex.class, 2);
    }

    /** The operations. */
    public abstract static class Base {

        private final Tokens tokens = new Tokens();

        abstract boolean offer(Magazine<Token> magazine);

        abstract Magazine<Token> poll();

        @Operation
        public void offer() {
            var magazine = new Magazine<Token>(2, false);
            magazine.setLimit(2);
            magazine.push(tokens.fresh());
            magazine.push(tokens.fresh());
            if (!offer(magazine)) {
                magazine.empty(Token::letGo);
            }
        }

        @Operation
        public void pollAll() {
            Magazine<Token> magazine;
            while ((magazine = poll()) != null) {
                Tokens.require(magazine.count() == 2, "half a magazine");
                tokens.taken(magazine.pop(true));
                tokens.taken(magazine.pop(true));
            }
        }

        @Validate
        public void nothingIsLost() {
            pollAll();
            Tokens.require(tokens.count(Token.Place.POOLED) == 0, "a magazine is lost");
        }
    }

    /** The depot as it is. */
    public static class Shipped extends Base {
        private final Depot<Token> depot = new Depot<>(2, 2);

        @Override
        boolean offer(Magazine<Token> magazine) {
            return depot.offer(magazine);
        }

        @Override
        Magazine<Token> poll() {
            return depot.poll();
        }
    }

    /** A twin whose cells are volatile, but whose index is not taken atomically. */
    public static class RacyIndex extends Base {
        private final AtomicReferenceArray<Magazine<Token>> cells =
                new AtomicReferenceArray<>(8);
        private volatile int count;

        @Override
        boolean offer(Magazine<Token> magazine) {
            int top = count;
            if (top == cells.length()) {
                return false;
            }
            cells.set(top, magazine);
            count = top + 1;
            return true;
        }

        @Override
        Magazine<Token> poll() {
            int top = count;
            if (top == 0) {
                return null;
            }
            count = top - 1;
            return cells.get(top - 1);
        }
    }
}
