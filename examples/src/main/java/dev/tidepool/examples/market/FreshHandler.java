// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The line as one would write it first: an object for each message, update and buffer. */
public final class FreshHandler implements Handler {

    private sealed interface Message {
        record Add(long order, boolean buy, long price, int quantity) implements Message {}

        record Modify(long order, long price, int quantity) implements Message {}

        record Cancel(long order) implements Message {}

        record Trade(boolean buy, int quantity) implements Message {}
    }

    private record Update(long bidPrice, long bidQuantity, long askPrice, long askQuantity) {}

    private final Book book = new FreshBook();
    private final Tape tape = new Tape();
    private Update last = new Update(0, 0, 0, 0);

    @Override
    public void packet(MemorySegment feed, long from, long to) {
        List<Update> updates = new ArrayList<>();
        for (Message message : decode(feed, from, to)) {
            apply(message);
            Update now = new Update(
                    book.bidPrice(), book.bidQuantity(), book.askPrice(), book.askQuantity());
            if (!now.equals(last)) {
                last = now;
                updates.add(now);
            }
        }
        if (!updates.isEmpty()) {
            tape.publish(encode(updates));
        }
    }

    private static List<Message> decode(MemorySegment feed, long from, long to) {
        List<Message> messages = new ArrayList<>();
        for (long at = from; at < to; at += Wire.LENGTH) {
            messages.add(decode(feed, at));
        }
        return messages;
    }

    private static Message decode(MemorySegment feed, long at) {
        return switch (Wire.kind(feed, at)) {
            case Wire.ADD -> new Message.Add(Wire.order(feed, at), Wire.buy(feed, at),
                    Wire.price(feed, at), Wire.quantity(feed, at));
            case Wire.MODIFY -> new Message.Modify(
                    Wire.order(feed, at), Wire.price(feed, at), Wire.quantity(feed, at));
            case Wire.CANCEL -> new Message.Cancel(Wire.order(feed, at));
            case Wire.TRADE -> new Message.Trade(Wire.buy(feed, at), Wire.quantity(feed, at));
            default -> throw new IllegalArgumentException("unknown message at " + at);
        };
    }

    private void apply(Message message) {
        switch (message) {
            case Message.Add(long order, boolean buy, long price, int quantity) ->
                    book.add(order, buy, price, quantity);
            case Message.Modify(long order, long price, int quantity) ->
                    book.modify(order, price, quantity);
            case Message.Cancel(long order) -> book.cancel(order);
            case Message.Trade(boolean buy, int quantity) -> book.trade(buy, quantity);
        }
    }

    private static ByteBuffer encode(List<Update> updates) {
        ByteBuffer buffer = ByteBuffer.allocate(updates.size() * Encoder.LENGTH);
        for (Update update : updates) {
            Encoder.write(buffer, update.bidPrice, update.bidQuantity, update.askPrice,
                    update.askQuantity);
        }
        return buffer;
    }

    @Override
    public Tape tape() {
        return tape;
    }

    @Override
    public Book book() {
        return book;
    }
}
