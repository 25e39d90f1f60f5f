// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One size of one shape.
 *
 * @param bytes nominal
 * @param pair by a pool without a reset
 * @param cleared by a pool that clears
 */
record ThumbRow(Shape shape, int bytes, Row local, Row fresh, Row pair, Row cleared) {

    /** {@return the share of the garbage that the JIT removes where the object stays local} */
    double removed() {
        return Math.max(0, 1 - local.bytes() / fresh.bytes());
    }

    boolean pays() {
        return Rules.clearlyFaster(pair, fresh);
    }

    boolean paysCleared() {
        return Rules.clearlyFaster(cleared, fresh);
    }

    /** {@return how a pool compares with fresh objects that escape} */
    static String word(Row pool, Row fresh) {
        if (Rules.clearlyFaster(pool, fresh)) {
            return "yes";
        }
        return pool.isBelow(fresh) ? "a little" : fresh.isBelow(pool) ? "no" : "unclear";
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("shape", shape.title());
        map.put("bytes", bytes);
        map.put("local", local.toMap());
        map.put("fresh", fresh.toMap());
        map.put("pool", pair.toMap());
        map.put("poolCleared", cleared.toMap());
        return map;
    }
}
