// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

/**
 * Envelopes for young things: a request takes eight thousand messages, hangs four new items on
 * each, reads them, unhooks them and gives the messages back. A pooled message is old, so each
 * store of an item is one from old to young: the barrier marks a card or buffers the field, and a
 * young collection looks through what was marked. A fresh message is as young as its items; all of
 * it is free.
 */
final class CardMarks implements Task {

    static final int OPS = 8000;

    private final Supply<Message> supply;

    CardMarks(Variant variant) {
        supply = Supply.of(variant, Message::new, OPS);
    }

    @Override
    public long request(long index) {
        // New in all variants: an old array would be marked for fresh messages.
        Message[] batch = new Message[OPS];
        for (int i = 0; i < OPS; i++) {
            batch[i] = supply.take();
            batch[i].hang(Task.mix(index * OPS + i));
        }
        long sum = 0;
        for (Message message : batch) {
            sum += message.read();
            message.unhook();
            supply.give(message);
        }
        return sum;
    }

    private record Item(long value) {
        static final Item NONE = new Item(0);
    }

    private static final class Message {
        private Item buyer = Item.NONE;
        private Item seller = Item.NONE;
        private Item price = Item.NONE;
        private Item size = Item.NONE;

        void hang(long random) {
            buyer = new Item(random);
            seller = new Item(random >>> 8);
            price = new Item(random >>> 16);
            size = new Item(random >>> 24);
        }

        long read() {
            return buyer.value + seller.value + price.value + size.value;
        }

        /** So that a message at rest keeps nothing alive. */
        void unhook() {
            buyer = Item.NONE;
            seller = Item.NONE;
            price = Item.NONE;
            size = Item.NONE;
        }
    }
}
