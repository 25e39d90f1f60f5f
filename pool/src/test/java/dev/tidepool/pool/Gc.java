// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.ref.Reference;
import java.util.Collection;
import java.util.List;

/** Collects garbage until something happens. */
final class Gc {
    private static final int ROUNDS = 100;

    private Gc() {
    }

    /** A condition that collecting garbage may bring about. */
    interface Condition {
        boolean holds() throws Exception;
    }

    static boolean clears(Reference<?> reference) {
        return clears(List.of(reference)) == 0;
    }

    /** {@return how many of the references keep their referent, whatever is collected} */
    static long clears(Collection<? extends Reference<?>> references) {
        until(() -> alive(references) == 0);
        return alive(references);
    }

    private static long alive(Collection<? extends Reference<?>> references) {
        return references.stream().filter(reference -> !reference.refersTo(null)).count();
    }

    /** {@return whether the condition came to hold within a bounded number of collections} */
    static boolean until(Condition condition) {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                System.gc();
                if (condition.holds()) {
                    return true;
                }
                Thread.yield();
            }
            return condition.holds();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
