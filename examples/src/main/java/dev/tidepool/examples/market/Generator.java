// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/**
 * Writes a feed from a seed. The price walks a tick at a time and is drawn back to where it began;
 * most orders lie near it. As on a real line, a cancel may cross a trade that has ended its order
 * already.
 */
public final class Generator {

    private static final long START = 10_000;
    private static final int USUAL_ORDERS = 2000;
    private static final int MOST_ORDERS = 2 * USUAL_ORDERS;
    private static final int LOT = 100;

    private final SplittableRandom random;
    /** Orders that may be in the book. */
    private final long[] orders = new long[MOST_ORDERS];
    private final long[] prices = new long[MOST_ORDERS];
    private int count;
    private long lastOrder;
    private long middle = START;

    public Generator(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Fills a feed with messages, one after the other. */
    public void fill(MemorySegment feed) {
        for (long at = 0; at < feed.byteSize(); at += Wire.LENGTH) {
            next(feed, at);
        }
    }

    private void next(MemorySegment feed, long at) {
        walk();
        int dice = random.nextInt(100);
        // The more orders there are, the more are cancelled.
        int cancels = 40 * count / USUAL_ORDERS;
        if (count == MOST_ORDERS || (dice < cancels && count > 0)) {
            cancel(feed, at);
        } else if (dice >= 96) {
            Wire.write(feed, at, Wire.TRADE, random.nextBoolean(), quantity(), 0, 0);
        } else if (dice >= 80 && count > 0) {
            modify(feed, at);
        } else {
            add(feed, at);
        }
    }

    private void walk() {
        if (random.nextInt(200) == 0) {
            boolean up = random.nextInt(200) < 100 - (middle - START);
            middle += up ? 1 : -1;
        }
    }

    private void add(MemorySegment feed, long at) {
        boolean buy = random.nextBoolean();
        orders[count] = ++lastOrder;
        prices[count] = price(buy);
        Wire.write(feed, at, Wire.ADD, buy, quantity(), orders[count], prices[count]);
        count++;
    }

    private void cancel(MemorySegment feed, long at) {
        int which = random.nextInt(count);
        Wire.write(feed, at, Wire.CANCEL, false, 0, orders[which], 0);
        count--;
        orders[which] = orders[count];
        prices[which] = prices[count];
    }

    /** Half of the modified orders keep their price. */
    private void modify(MemorySegment feed, long at) {
        int which = random.nextInt(count);
        if (random.nextBoolean()) {
            prices[which] += random.nextBoolean() ? 1 : -1;
        }
        Wire.write(feed, at, Wire.MODIFY, false, quantity(), orders[which], prices[which]);
    }

    private long price(boolean buy) {
        int distance = 1;
        while (distance < 40 && random.nextInt(5) > 0) {
            distance++;
        }
        return buy ? middle - distance : middle + distance;
    }

    private int quantity() {
        return LOT * (1 + random.nextInt(10));
    }
}
