// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.spanalloc.SpanStats;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * W3, xmalloc: what does it cost when one thread allocates and another frees? Batches travel,
 * newest first, under one lock, at most {@value #IN_FLIGHT} at a time. A batch's list of addresses
 * is a block itself, of 32 776 bytes for 4096: one that has pages of its own.
 */
final class XmallocWorkload implements Workload {

    private static final int IN_FLIGHT = 16;
    private static final int MOST_FILLED = 128;
    private static final int[] MIXED = {
        8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048
    };
    private static final int[] ALIKE = {64};

    @Override
    public String id() {
        return "W3";
    }

    @Override
    public String title() {
        return "xmalloc: producers allocate, consumers free";
    }

    @Override
    public String parameters() {
        return "batches of 256 or 4096 blocks, 64 B or 17 sizes 8..2048 B, at most 16 in "
                + "flight, 10 s";
    }

    @Override
    public List<String> variants() {
        // Producers, consumers; blocks in a batch; sizes.
        return List.of(
                "1p1c-256-alike",
                "1p1c-256-mixed",
                "1p1c-4096-mixed",
                "2p2c-256-mixed",
                "2p2c-4096-mixed",
                "1p3c-256-mixed");
    }

    @Override
    public void run(Trial trial) throws InterruptedException {
        String[] words = trial.variant().split("-", -1);
        int producers = words[0].charAt(0) - '0';
        int consumers = words[0].charAt(2) - '0';
        int[] sizes = words[2].equals("mixed") ? MIXED : ALIKE;
        Market market = new Market();
        for (int i = 0; i < IN_FLIGHT + producers + consumers; i++) {
            market.empty.push(new Batch(trial, Integer.parseInt(words[1])));
        }
        List<Trial.Task> tasks = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            Rng rng = trial.rng(i);
            tasks.add(() -> produce(trial, market, sizes, rng));
        }
        for (int i = 0; i < consumers; i++) {
            tasks.add(() -> consume(trial, market));
        }
        trial.begin();
        trial.together(tasks);
        trial.note("%.1f ns a block", 2.0 * trial.elapsed() / trial.calls());
        market.full.forEach(Batch::free);
        if (words[1].equals("4096") && trial.subject() instanceof TidepoolSubject subject) {
            long large =
                    subject.allocator().stats().sizeClasses().stream()
                            .filter(row -> row.id() == 0)
                            .mapToLong(SpanStats.SizeClass::allocations)
                            .sum();
            trial.note("%d lists of addresses were large blocks", large);
            trial.check(large > 0, "no list of addresses was a large block");
        }
    }

    private static void produce(Trial trial, Market market, int[] sizes, Rng rng)
            throws InterruptedException {
        Tally tally = trial.meter().tally();
        try {
            for (Batch batch = market.takeEmpty(); batch != null; batch = market.takeEmpty()) {
                batch.takeOver(tally);
                batch.fill(sizes, rng);
                market.putFull(batch);
                if (trial.over()) {
                    return;
                }
            }
        } finally {
            market.close();
        }
    }

    private static void consume(Trial trial, Market market) throws InterruptedException {
        Tally tally = trial.meter().tally();
        try {
            for (Batch batch = market.takeFull(); batch != null; batch = market.takeFull()) {
                batch.takeOver(tally);
                batch.free();
                market.putEmpty(batch);
            }
        } finally {
            market.close();
        }
    }

    /** Blocks, and a block that lists their addresses. */
    private static final class Batch {
        private final Blocks blocks;
        private final Blocks list;

        Batch(Trial trial, int places) {
            this.blocks = trial.blocks(places, Blocks.Check.TOUCH);
            this.list = trial.blocks(1, Blocks.Check.TOUCH);
        }

        void takeOver(Tally tally) {
            blocks.takeOver(tally);
            list.takeOver(tally);
        }

        void fill(int[] sizes, Rng rng) {
            long node = list.allocate(0, (blocks.places() + 1) * Long.BYTES);
            Memory.putLong(node, blocks.places());
            for (int i = 0; i < blocks.places(); i++) {
                int size = sizes[rng.below(sizes.length)];
                long address = blocks.allocate(i, size);
                Memory.fill(address, Math.min(size, MOST_FILLED), (byte) i);
                Memory.putLong(node + (i + 1L) * Long.BYTES, address);
            }
        }

        void free() {
            long node = list.address(0);
            for (int i = 0; i < blocks.places(); i++) {
                long address = blocks.address(i);
                int filled = Math.min(blocks.size(i), MOST_FILLED);
                if (Memory.getLong(node + (i + 1L) * Long.BYTES) != address
                        || !Memory.isFilled(address, filled, (byte) i)) {
                    throw new AssertionError("block " + i + " of a batch was written over");
                }
                blocks.free(i);
            }
            list.free(0);
        }
    }

    /** Where batches change hands. */
    private static final class Market {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Deque<Batch> full = new ArrayDeque<>();
        private final Deque<Batch> empty = new ArrayDeque<>();
        private boolean closed;

        @Nullable Batch takeEmpty() throws InterruptedException {
            lock.lock();
            try {
                while (empty.isEmpty() && !closed) {
                    changed.await();
                }
                return closed ? null : empty.pop();
            } finally {
                lock.unlock();
            }
        }

        void putEmpty(Batch batch) {
            lock.lock();
            try {
                empty.push(batch);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Waits for room, except at the end: then nobody may come to make some. */
        void putFull(Batch batch) throws InterruptedException {
            lock.lock();
            try {
                while (full.size() >= IN_FLIGHT && !closed) {
                    changed.await();
                }
                full.push(batch);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Nullable Batch takeFull() throws InterruptedException {
            lock.lock();
            try {
                while (full.isEmpty() && !closed) {
                    changed.await();
                }
                return full.isEmpty() ? null : full.pop();
            } finally {
                lock.unlock();
            }
        }

        /** The first to end ends it for all: nothing is waited for any more. */
        void close() {
            lock.lock();
            try {
                closed = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
