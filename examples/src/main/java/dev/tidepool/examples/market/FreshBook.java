// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The book as the JDK's collections make it easy: a sorted map of queues, and a map of orders. */
public final class FreshBook implements Book {

    private static final class Order {
        final long id;
        final boolean buy;
        final long price;
        final Level level;
        int quantity;

        Order(long id, boolean buy, long price, Level level, int quantity) {
            this.id = id;
            this.buy = buy;
            this.price = price;
            this.level = level;
            this.quantity = quantity;
        }
    }

    private static final class Level {
        /** In order of arrival. */
        final Map<Long, Order> queue = new LinkedHashMap<>();
        long quantity;
    }

    private final NavigableMap<Long, Level> bids = new TreeMap<>(Comparator.reverseOrder());
    private final NavigableMap<Long, Level> asks = new TreeMap<>();
    private final Map<Long, Order> orders = new HashMap<>();
    private long ignored;

    @Override
    public void add(long order, boolean buy, long price, int quantity) {
        if (orders.containsKey(order)) {
            ignored++;
            return;
        }
        int left = take(buy ? asks : bids, buy ? price : -price, buy, quantity);
        if (left > 0) {
            Level level = (buy ? bids : asks).computeIfAbsent(price, key -> new Level());
            Order resting = new Order(order, buy, price, level, left);
            orders.put(order, resting);
            level.queue.put(order, resting);
            level.quantity += left;
        }
    }

    @Override
    public void modify(long order, long price, int quantity) {
        Order resting = orders.get(order);
        if (resting == null) {
            ignored++;
        } else if (price == resting.price && quantity <= resting.quantity) {
            resting.level.quantity += quantity - resting.quantity;
            resting.quantity = quantity;
        } else {
            cancel(order);
            add(order, resting.buy, price, quantity);
        }
    }

    @Override
    public void cancel(long order) {
        Order resting = orders.remove(order);
        if (resting == null) {
            ignored++;
            return;
        }
        Level level = resting.level;
        level.queue.remove(order);
        level.quantity -= resting.quantity;
        if (level.queue.isEmpty()) {
            (resting.buy ? bids : asks).remove(resting.price);
        }
    }

    @Override
    public void trade(boolean buy, int quantity) {
        take(buy ? asks : bids, Long.MAX_VALUE, buy, quantity);
    }

    /**
     * Takes from the best prices up to a limit, and gives what is left. For a buyer the limit is
     * the price, for a seller its negative.
     */
    private int take(
            NavigableMap<Long, Level> side, long limit, boolean buy, int quantity) {
        int left = quantity;
        while (left > 0 && !side.isEmpty()
                && (buy ? side.firstKey() : -side.firstKey()) <= limit) {
            Level level = side.firstEntry().getValue();
            left = take(level, left);
            if (level.queue.isEmpty()) {
                side.pollFirstEntry();
            }
        }
        return left;
    }

    private int take(Level level, int quantity) {
        int left = quantity;
        for (Iterator<Order> i = level.queue.values().iterator(); left > 0 && i.hasNext(); ) {
            Order first = i.next();
            int taken = Math.min(left, first.quantity);
            first.quantity -= taken;
            level.quantity -= taken;
            left -= taken;
            if (first.quantity == 0) {
                i.remove();
                orders.remove(first.id);
            }
        }
        return left;
    }

    @Override
    public long bidPrice() {
        return price(bids.firstEntry());
    }

    @Override
    public long bidQuantity() {
        return quantity(bids.firstEntry());
    }

    @Override
    public long askPrice() {
        return price(asks.firstEntry());
    }

    @Override
    public long askQuantity() {
        return quantity(asks.firstEntry());
    }

    private static long price(Map.@Nullable Entry<Long, Level> best) {
        return best == null ? 0 : best.getKey();
    }

    private static long quantity(Map.@Nullable Entry<Long, Level> best) {
        return best == null ? 0 : best.getValue().quantity;
    }

    @Override
    public int orders() {
        return orders.size();
    }

    @Override
    public long ignored() {
        return ignored;
    }
}
