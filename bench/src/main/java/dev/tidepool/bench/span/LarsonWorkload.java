// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * W2, larson: does a thread's death cost nothing, when its blocks live on and its successor frees
 * them? Without sized frees, which the allocator does not have.
 */
final class LarsonWorkload implements Workload {

    private static final int PLACES = 1000;
    private static final int LEAST = 8;
    private static final int SPREAD = 992;
    private static final int WARM_UP = 4;
    private static final int ROUND = 100;

    @Override
    public String id() {
        return "W2";
    }

    @Override
    public String title() {
        return "larson: random replacement, threads that die and hand on their blocks";
    }

    @Override
    public String parameters() {
        return "2 or 4 threads, 1000 blocks each of 8 + rnd % 992 B, 100 000 steps a "
                + "life, 10 s";
    }

    @Override
    public List<String> variants() {
        return List.of("platform-2", "platform-4", "virtual-2", "virtual-4");
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        int threads = trial.variant().endsWith("2") ? 2 : 4;
        ThreadFactory factory =
                trial.variant().startsWith("virtual")
                        ? Thread.ofVirtual().factory()
                        : Thread.ofPlatform().factory();
        List<Slice> slices = new ArrayList<>();
        Succession succession =
                new Succession(trial, factory, new CountDownLatch(threads), new AtomicInteger());
        for (int i = 0; i < threads; i++) {
            slices.add(new Slice(trial.blocks(PLACES, Blocks.Check.EDGES), trial.rng(i)));
            slices.get(i).prepare();
        }
        trial.begin();
        slices.forEach(succession::start);
        succession.living.await();
        trial.note("%d generations on %d slices", succession.generations.get(), threads);
        slices.forEach(slice -> slice.blocks.freeAll());
    }

    /** The blocks that one thread after another works on. */
    private record Slice(Blocks blocks, Rng rng) {

        /** Blocks in an order that no allocator chose, as after a long run. */
        void prepare() {
            int[] order = new int[PLACES];
            for (int i = 0; i < PLACES; i++) {
                order[i] = i;
            }
            rng.shuffle(order);
            for (int place : order) {
                blocks.allocate(place, size());
            }
            for (int i = 0; i < WARM_UP * PLACES; i++) {
                step();
            }
        }

        private int size() {
            return LEAST + rng.below(SPREAD);
        }

        void step() {
            int place = rng.below(PLACES);
            blocks.free(place);
            long address = blocks.allocate(place, size());
            // Byte 0 is written and looked at by the check of the blocks.
            Memory.putByte(address + 1, Memory.getByte(address));
        }
    }

    /** One thread after another for each slice. */
    private record Succession(
            Trial trial, ThreadFactory factory, CountDownLatch living, AtomicInteger generations) {

        void start(Slice slice) {
            factory.newThread(() -> life(slice)).start();
        }

        private void life(Slice slice) {
            generations.incrementAndGet();
            int rounds = trial.pick(1000, 100_000, 100_000) / ROUND;
            trial.guard(
                    () -> {
                        for (int i = 0; i < rounds && !trial.over(); i++) {
                            for (int j = 0; j < ROUND; j++) {
                                slice.step();
                            }
                        }
                    });
            if (trial.over()) {
                living.countDown();
            } else {
                start(slice);
            }
        }
    }
}
