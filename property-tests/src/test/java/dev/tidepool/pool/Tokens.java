// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** All tokens of one interleaving. */
final class Tokens {

    private final Queue<Token> all = new ConcurrentLinkedQueue<>();

    /** A new token on its way into a pool. */
    Token fresh() {
        var token = new Token();
        all.add(token);
        token.toPool();
        return token;
    }

    /** What a take returned. */
    void taken(Token token) {
        if (token != null) {
            token.toHolder();
        }
    }

    long count(Token.Place place) {
        return all.stream().filter(token -> token.place() == place).count();
    }

    /** Fails an interleaving. */
    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
