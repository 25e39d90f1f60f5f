// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

/**
 * Messages of 200 bytes, twenty thousand in flight at any time: each is taken, filled, and given
 * back that many messages later. Fresh ones live long enough to be copied by every young
 * collection, which is what makes its pause.
 */
final class InFlight implements Task {

    static final int OPS = 4000;

    private static final int WINDOW = 20_000;
    private static final int BYTES = 200;

    private final Supply<Message> supply;
    private final Message[] window = new Message[WINDOW];
    private int next;

    InFlight(Variant variant) {
        supply = Supply.of(variant, Message::new, WINDOW);
        for (int i = 0; i < WINDOW; i++) {
            window[i] = supply.take();
            window[i].fill(i);
        }
    }

    @Override
    public long request(long index) {
        long sum = 0;
        for (int i = 0; i < OPS; i++) {
            Message done = window[next];
            done.check();
            supply.give(done);
            Message message = supply.take();
            message.fill(Task.mix(index * OPS + i));
            sum += message.body[BYTES - 1];
            window[next] = message;
            next = next + 1 == WINDOW ? 0 : next + 1;
        }
        return sum;
    }

    private static final class Message {
        private final byte[] body = new byte[BYTES];

        void fill(long random) {
            for (int i = 0; i < BYTES; i += 8) {
                body[i] = (byte) (random >>> (i & 31));
            }
            body[BYTES - 1] = body[0];
        }

        /** A message that had two owners at once would show it here. */
        void check() {
            if (body[BYTES - 1] != body[0]) {
                throw new IllegalStateException("a message changed in flight");
            }
        }
    }
}
