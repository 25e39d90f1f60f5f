// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import dev.tidepool.pool.Pool;
import org.jspecify.annotations.Nullable;

/** The book that makes no garbage: orders in blocks off the heap, levels from a pool. */
public final class PooledBook implements Book, AutoCloseable {

    private final Pool<Level> levels = Pool.of(Level::new);
    private final OrderBlocks blocks = new OrderBlocks();
    private final OrderIndex index = new OrderIndex();
    private final Ladder bids = new Ladder(levels, true);
    private final Ladder asks = new Ladder(levels, false);
    private long ignored;

    @Override
    public void add(long order, boolean buy, long price, int quantity) {
        if (index.find(order) != OrderBlocks.NONE) {
            ignored++;
            return;
        }
        Ladder other = buy ? asks : bids;
        int left = quantity;
        while (left > 0 && other.meets(price)) {
            left = takeBest(other, left);
        }
        if (left > 0) {
            long block = blocks.make(order, buy, price, left);
            index.put(order, block);
            (buy ? bids : asks).open(price).append(block);
        }
    }

    @Override
    public void modify(long order, long price, int quantity) {
        long block = index.find(order);
        if (block == OrderBlocks.NONE) {
            ignored++;
            return;
        }
        boolean buy = OrderBlocks.buy(block);
        if (price == OrderBlocks.price(block) && quantity <= OrderBlocks.quantity(block)) {
            (buy ? bids : asks).at(price).resize(block, quantity);
        } else {
            cancel(order);
            add(order, buy, price, quantity);
        }
    }

    @Override
    public void cancel(long order) {
        long block = index.find(order);
        if (block == OrderBlocks.NONE) {
            ignored++;
            return;
        }
        Ladder side = OrderBlocks.buy(block) ? bids : asks;
        end(side, side.at(OrderBlocks.price(block)), block);
    }

    @Override
    public void trade(boolean buy, int quantity) {
        Ladder side = buy ? asks : bids;
        int left = quantity;
        while (left > 0 && side.best() != null) {
            left = takeBest(side, left);
        }
    }

    /** Takes from the first order of the best level, and gives what is left. */
    private int takeBest(Ladder side, int quantity) {
        Level best = side.best();
        if (best == null) {
            return quantity;
        }
        long first = best.first();
        int there = OrderBlocks.quantity(first);
        if (there > quantity) {
            best.resize(first, there - quantity);
            return 0;
        }
        end(side, best, first);
        return quantity - there;
    }

    private void end(Ladder side, Level level, long block) {
        level.remove(block);
        index.remove(OrderBlocks.id(block));
        blocks.free(block);
        if (level.isEmpty()) {
            side.close(level);
        }
    }

    @Override
    public long bidPrice() {
        return price(bids.best());
    }

    @Override
    public long bidQuantity() {
        return quantity(bids.best());
    }

    @Override
    public long askPrice() {
        return price(asks.best());
    }

    @Override
    public long askQuantity() {
        return quantity(asks.best());
    }

    private static long price(@Nullable Level best) {
        return best == null ? 0 : best.price;
    }

    private static long quantity(@Nullable Level best) {
        return best == null ? 0 : best.quantity;
    }

    @Override
    public int orders() {
        return index.size();
    }

    @Override
    public long ignored() {
        return ignored;
    }

    /** Frees all orders at once; the book cannot be used any more. */
    @Override
    public void close() {
        levels.close();
        blocks.close();
    }
}
