// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

/** Replays packed events in their order. */
interface Player extends AutoCloseable {

    /** Before the first event of a pass. */
    void rewind();

    /** Replays the events in the words from one index to another. */
    void play(long[] words, int from, int to);

    @Override
    void close();

    static void step(long first, long second, Hand hand) {
        int place = Packed.place(first);
        switch (Packed.operation(first)) {
            case Packed.ALLOCATE ->
                    hand.allocate(place, Packed.size(second), Packed.alignment(first));
            case Packed.FREE -> hand.free(place);
            case Packed.REALLOCATE -> hand.reallocate(place, Packed.size(second));
            default -> {
                // The end of a thread means nothing here.
            }
        }
    }

    /** One thread for all of them. */
    record Solo(Hand hand) implements Player {

        @Override
        public void rewind() {}

        @Override
        public void play(long[] words, int from, int to) {
            for (int i = from; i < to; i += Packed.WORDS) {
                step(words[i], words[i + 1], hand);
            }
        }

        @Override
        public void close() {}
    }
}
