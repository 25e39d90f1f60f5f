// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both books against a list that is sorted anew for each question, and against known cases. */
@Timeout(120)
class BookTest {

    private static final boolean BUY = true;
    private static final boolean SELL = false;

    private final PooledBook pooled = new PooledBook();
    private final FreshBook fresh = new FreshBook();
    private final Naive naive = new Naive();
    private final List<Book> books = List.of(pooled, fresh, naive);

    @AfterEach
    void close() {
        pooled.close();
    }

    /** Orders in the order of their arrival. */
    private static final class Naive implements Book {

        private record Order(long id, boolean buy, long price, int quantity) {}

        private final List<Order> resting = new ArrayList<>();
        private long ignored;

        private List<Order> side(boolean buy) {
            Comparator<Order> better = Comparator.comparingLong(Order::price);
            // A stable sort keeps arrival within a price.
            return resting.stream().filter(order -> order.buy == buy)
                    .sorted(buy ? better.reversed() : better).toList();
        }

        private int find(long id) {
            for (int i = 0; i < resting.size(); i++) {
                if (resting.get(i).id == id) {
                    return i;
                }
            }
            return -1;
        }

        private int take(boolean buy, long limit, int quantity) {
            int left = quantity;
            for (Order order : side(!buy)) {
                if (left == 0 || (buy ? order.price > limit : order.price < limit)) {
                    break;
                }
                int taken = Math.min(left, order.quantity);
                left -= taken;
                int at = find(order.id);
                if (taken == order.quantity) {
                    resting.remove(at);
                } else {
                    resting.set(at, new Order(
                            order.id, order.buy, order.price, order.quantity - taken));
                }
            }
            return left;
        }

        @Override
        public void add(long order, boolean buy, long price, int quantity) {
            if (find(order) >= 0) {
                ignored++;
                return;
            }
            int left = take(buy, price, quantity);
            if (left > 0) {
                resting.add(new Order(order, buy, price, left));
            }
        }

        @Override
        public void modify(long order, long price, int quantity) {
            int at = find(order);
            if (at < 0) {
                ignored++;
                return;
            }
            Order old = resting.get(at);
            if (old.price == price && quantity <= old.quantity) {
                resting.set(at, new Order(order, old.buy, price, quantity));
            } else {
                resting.remove(at);
                add(order, old.buy, price, quantity);
            }
        }

        @Override
        public void cancel(long order) {
            int at = find(order);
            if (at < 0) {
                ignored++;
            } else {
                resting.remove(at);
            }
        }

        @Override
        public void trade(boolean buy, int quantity) {
            take(buy, buy ? Long.MAX_VALUE : Long.MIN_VALUE, quantity);
        }

        private long price(boolean buy) {
            List<Order> side = side(buy);
            return side.isEmpty() ? 0 : side.getFirst().price;
        }

        private long quantity(boolean buy) {
            long best = price(buy);
            return side(buy).stream().filter(order -> order.price == best)
                    .mapToLong(Order::quantity).sum();
        }

        @Override
        public long bidPrice() {
            return price(BUY);
        }

        @Override
        public long bidQuantity() {
            return quantity(BUY);
        }

        @Override
        public long askPrice() {
            return price(SELL);
        }

        @Override
        public long askQuantity() {
            return quantity(SELL);
        }

        @Override
        public int orders() {
            return resting.size();
        }

        @Override
        public long ignored() {
            return ignored;
        }
    }

    private static String state(Book book) {
        return book.bidPrice() + " x " + book.bidQuantity() + ", " + book.askPrice() + " x "
                + book.askQuantity() + ", " + book.orders() + ", " + book.ignored();
    }

    /** All three books, so that a wrong model is found, too. */
    private void expect(String state) {
        for (Book book : books) {
            assertEquals(state, state(book), book.getClass().getSimpleName());
        }
    }

    @Test
    void allBooksAgreeAfterEveryMessage() {
        for (long seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 2000; i++) {
                step(random);
                String where = "seed " + seed + ", step " + i;
                assertEquals(state(naive), state(pooled), where);
                assertEquals(state(naive), state(fresh), where);
            }
        }
    }

    private void step(SplittableRandom random) {
        int dice = random.nextInt(100);
        long order = 1 + random.nextInt(300);
        boolean buy = random.nextBoolean();
        long price = 100 + random.nextInt(20) + (buy ? 0 : 6);
        int quantity = 1 + random.nextInt(9);
        for (Book book : books) {
            if (dice < 45) {
                book.add(order, buy, price, quantity);
            } else if (dice < 65) {
                book.modify(order, price, quantity);
            } else if (dice < 90) {
                book.cancel(order);
            } else {
                book.trade(buy, 3 * quantity);
            }
        }
    }

    @Test
    void whoCameFirstAtAPriceIsServedFirst() {
        for (Book book : books) {
            book.add(1, SELL, 10, 5);
            book.add(2, SELL, 10, 7);
            book.trade(BUY, 5);
            book.cancel(1); // was served, and is unknown
        }
        expect("0 x 0, 10 x 7, 1, 1");
    }

    @Test
    void theBetterPriceIsServedBeforeTheEarlierOrder() {
        for (Book book : books) {
            book.add(1, BUY, 10, 5);
            book.add(2, BUY, 11, 5);
            book.trade(SELL, 6);
        }
        expect("10 x 4, 0 x 0, 1, 0");
    }

    @Test
    void anOrderThatGetsSmallerKeepsItsPlace() {
        for (Book book : books) {
            book.add(1, SELL, 10, 5);
            book.add(2, SELL, 10, 5);
            book.modify(1, 10, 2);
            book.trade(BUY, 2);
            book.cancel(1);
        }
        expect("0 x 0, 10 x 5, 1, 1");
    }

    @Test
    void anOrderThatGetsLargerGoesToTheEnd() {
        for (Book book : books) {
            book.add(1, SELL, 10, 5);
            book.add(2, SELL, 10, 5);
            book.modify(1, 10, 6);
            book.trade(BUY, 5);
            book.cancel(2);
        }
        expect("0 x 0, 10 x 6, 1, 1");
    }

    @Test
    void anOrderThatMeetsTheOtherSideTradesAndRestsWithWhatIsLeft() {
        for (Book book : books) {
            book.add(1, SELL, 10, 5);
            book.add(2, SELL, 11, 5);
            book.add(3, SELL, 13, 5);
            book.add(4, BUY, 12, 14);
        }
        expect("12 x 4, 13 x 5, 2, 0");
    }

    @Test
    void whatIsUnknownIsIgnored() {
        for (Book book : books) {
            book.cancel(9);
            book.modify(9, 10, 1);
            book.trade(BUY, 1);
            book.add(1, BUY, 10, 1);
            book.add(1, BUY, 11, 1);
        }
        expect("10 x 1, 0 x 0, 1, 3");
    }
}
