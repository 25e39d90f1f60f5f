// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import dev.tidepool.pool.Pool;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One side of a book: the levels in a sorted array, the best one last, because most of what comes
 * and goes is near the best price. Levels come from a pool.
 */
final class Ladder {

    private final Pool<Level> pool;
    private final boolean bids;
    private @Nullable Level[] levels = new Level[64];
    private int count;

    Ladder(Pool<Level> pool, boolean bids) {
        this.pool = pool;
        this.bids = bids;
    }

    @Nullable Level best() {
        return count == 0 ? null : levels[count - 1];
    }

    /** {@return whether an order with this limit would trade with the best level} */
    boolean meets(long limit) {
        Level best = best();
        return best != null && (bids ? best.price >= limit : best.price <= limit);
    }

    /** {@return the level of a price that some order has} */
    Level at(long price) {
        Level level = count == 0 ? null : levels[Math.min(place(price), count - 1)];
        if (level == null || level.price != price) {
            throw new IllegalStateException("no order at " + price);
        }
        return level;
    }

    /** {@return the level of a price, a new one if need be} */
    Level open(long price) {
        int place = place(price);
        Level found = place < count ? levels[place] : null;
        if (found != null && found.price == price) {
            return found;
        }
        if (count == levels.length) {
            levels = Arrays.copyOf(levels, 2 * count);
        }
        System.arraycopy(levels, place, levels, place + 1, count - place);
        Level level = pool.get();
        level.price = price;
        levels[place] = level;
        count++;
        return level;
    }

    void close(Level empty) {
        int place = place(empty.price);
        count--;
        System.arraycopy(levels, place + 1, levels, place, count - place);
        levels[count] = null;
        pool.put(empty);
    }

    /** Where the price is, or would be: behind all that are worse. */
    private int place(long price) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            Level level = levels[middle];
            boolean worse = level != null && (bids ? level.price < price : level.price > price);
            if (worse) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
