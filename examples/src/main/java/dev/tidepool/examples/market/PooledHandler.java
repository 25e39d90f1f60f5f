// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import dev.tidepool.arena.ObjectArena;
import dev.tidepool.pool.BufferPool;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The line that makes no garbage. Messages are read where they lie; the updates of a packet come
 * from an {@link ObjectArena}, which takes them all back behind it; they are encoded into a buffer
 * of a {@link BufferPool}.
 */
public final class PooledHandler implements Handler, AutoCloseable {

    /** A change of the best prices, as it waits for the end of its packet. */
    private static final class Update {
        private long bidPrice;
        private long bidQuantity;
        private long askPrice;
        private long askQuantity;

        boolean differs(Book book) {
            return bidPrice != book.bidPrice() || bidQuantity != book.bidQuantity()
                    || askPrice != book.askPrice() || askQuantity != book.askQuantity();
        }

        void set(Book book) {
            bidPrice = book.bidPrice();
            bidQuantity = book.bidQuantity();
            askPrice = book.askPrice();
            askQuantity = book.askQuantity();
        }

        void encode(ByteBuffer buffer) {
            Encoder.write(buffer, bidPrice, bidQuantity, askPrice, askQuantity);
        }
    }

    private final PooledBook book = new PooledBook();
    private final ObjectArena<Update> updates = ObjectArena.of(Update::new);
    private final BufferPool<ByteBuffer> buffers = BufferPool.heapBuffers();
    private final Tape tape = new Tape();
    /** What was published last. */
    private final Update last = new Update();
    /** The updates of the packet at hand; the arena hands out and takes back, it does not list. */
    private final Update[] pending;

    public PooledHandler(int mostMessages) {
        pending = new Update[mostMessages];
    }

    @Override
    public void packet(MemorySegment feed, long from, long to) {
        for (long at = from; at < to; at += Wire.LENGTH) {
            message(feed, at);
            if (last.differs(book)) {
                last.set(book);
                Update update = updates.next();
                update.set(book);
                pending[updates.size() - 1] = update;
            }
        }
        if (updates.size() > 0) {
            publish();
        }
    }

    private void message(MemorySegment feed, long at) {
        switch (Wire.kind(feed, at)) {
            case Wire.ADD -> book.add(Wire.order(feed, at), Wire.buy(feed, at),
                    Wire.price(feed, at), Wire.quantity(feed, at));
            case Wire.MODIFY -> book.modify(Wire.order(feed, at), Wire.price(feed, at),
                    Wire.quantity(feed, at));
            case Wire.CANCEL -> book.cancel(Wire.order(feed, at));
            case Wire.TRADE -> book.trade(Wire.buy(feed, at), Wire.quantity(feed, at));
            default -> throw new IllegalArgumentException("unknown message at " + at);
        }
    }

    private void publish() {
        int count = updates.size();
        ByteBuffer buffer = buffers.get(count * Encoder.LENGTH);
        for (int i = 0; i < count; i++) {
            pending[i].encode(buffer);
        }
        tape.publish(buffer);
        buffers.put(buffer);
        updates.reset();
    }

    @Override
    public Tape tape() {
        return tape;
    }

    @Override
    public Book book() {
        return book;
    }

    @Override
    public void close() {
        book.close();
        buffers.close();
    }
}
