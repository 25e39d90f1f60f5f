// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

/**
 * A structure that is costly to build, in a program that holds much: a table of 8 KiB that takes
 * a computation, and scratch memory, needed for some hundred steps. Three tenths of the heap are
 * live, and each use replaces a piece of that, in all variants.
 */
final class Structures implements Task {

    static final int OPS = 100;

    private static final int PIECE = 1000;
    private static final int STEPS = 256;

    private final Supply<Automaton> supply;
    private final byte[][] live;

    Structures(Variant variant, long heapBytes) {
        supply = Supply.of(variant, Automaton::new, 1);
        live = new byte[(int) (heapBytes * 3 / 10 / PIECE)][];
        for (int i = 0; i < live.length; i++) {
            live[i] = new byte[PIECE];
        }
    }

    @Override
    public long request(long index) {
        long sum = 0;
        for (int i = 0; i < OPS; i++) {
            long random = Task.mix(index * OPS + i);
            live[(int) ((random >>> 33) % live.length)] = new byte[PIECE];
            Automaton automaton = supply.take();
            sum += automaton.run((int) random);
            supply.give(automaton);
        }
        return sum;
    }

    /** Keeps nothing of a run but scratch that the next one overwrites. */
    private static final class Automaton {
        private final int[] table = new int[2048];
        private final byte[] scratch = new byte[4096];

        Automaton() {
            int state = 1;
            for (int i = 0; i < table.length; i++) {
                state ^= state << 13;
                state ^= state >>> 17;
                state ^= state << 5;
                table[i] = state;
            }
        }

        int run(int input) {
            int state = input;
            for (int i = 0; i < STEPS; i++) {
                state = (state >>> 8) ^ table[(state ^ i) & (table.length - 1)];
                scratch[i] = (byte) state;
            }
            return state + scratch[STEPS / 2];
        }
    }
}
