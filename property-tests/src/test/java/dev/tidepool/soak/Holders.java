// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.IdentityHashMap;
import java.util.Map;

/** Who holds which object, by identity: an object has one holder at a time. */
final class Holders {

    private static final int STRIPES = 64;

    private final Desk desk;
    private final String part;
    private final Map<Object, Long>[] stripes;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Holders(Desk desk, String part) {
        this.desk = desk;
        this.part = part;
        stripes = new Map[STRIPES];
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new IdentityHashMap<>();
        }
    }

    private Map<Object, Long> stripe(Object object) {
        return stripes[(System.identityHashCode(object) >>> 3) % STRIPES];
    }

    void take(Object object, long token) {
        Map<Object, Long> stripe = stripe(object);
        Long other;
        synchronized (stripe) {
            other = stripe.putIfAbsent(object, token);
        }
        if (other != null) {
            throw desk.fault("handed out twice", "%s: %s was got with token %d while the one "
                    + "with token %d holds it", part, object, token, other);
        }
    }

    void release(Object object, long token) {
        Map<Object, Long> stripe = stripe(object);
        synchronized (stripe) {
            Long mine = stripe.remove(object);
            desk.require(mine != null && mine == token, "handed out twice",
                    () -> part + ": the one with token " + token + " lost " + object);
        }
    }
}
