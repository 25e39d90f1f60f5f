// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

/** What one driver measures. */
enum Question {
    LOCAL("fresh, stays local", "make(); use(o);", false, false),
    PUBLISHED("fresh, escapes", "make(); use(o); Sink.consume(o);", false, false),
    CONSTRUCTION("construction alone", "make(); Sink.consume(o);", false, false),
    MEMORY("byte[] of that size", "", false, false),
    KEPT("use and reset, no pool", "kept[i & 15]; use(o); reset(o); Sink.consume(o);",
            false, false),
    PAIR("pool: get, use, put", "POOL.get(); use(o); POOL.put(o);", true, false),
    PUBLISHED_SHARED("fresh, escapes", PUBLISHED.body, false, true),
    PAIR_SHARED("pool: get, use, put", PAIR.body, true, true);

    private final String title;
    private final String body;
    private final boolean pooled;
    private final boolean shared;

    Question(String title, String body, boolean pooled, boolean shared) {
        this.title = title;
        this.body = body;
        this.pooled = pooled;
        this.shared = shared;
    }

    String title() {
        return title;
    }

    /** {@return what one round of the driver's loop does, after {@code T o = }} */
    String body() {
        return body;
    }

    /** {@return whether a pool takes part} */
    boolean pooled() {
        return pooled;
    }

    /** {@return whether several threads do it at once} */
    boolean shared() {
        return shared;
    }

    /** {@return whether fresh objects come to their end in it} */
    boolean disposes() {
        return !pooled && this != MEMORY && this != KEPT;
    }

    boolean isAsked(Target target) {
        return switch (this) {
            case CONSTRUCTION -> target.hasUse();
            case KEPT -> target.hasReset();
            default -> true;
        };
    }
}
