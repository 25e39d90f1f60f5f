// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What one thread of a {@link Torture} does. */
final class TortureWorker {

    static final int BATCH = 100;
    private static final int MOST_HELD = 300;
    private static final long MOST_BYTES = 4 << 20;

    private final Torture torture;
    private final SpanAllocator allocator;
    private final SplittableRandom random;
    private final List<Stamped> held = new ArrayList<>();
    private long bytes;

    TortureWorker(Torture torture, SplittableRandom random) {
        this.torture = torture;
        this.allocator = torture.allocator();
        this.random = random;
    }

    /** Does that many operations. */
    void batch() {
        for (int i = 0; i < BATCH; i++) {
            operation(random.nextInt(1000));
        }
    }

    private void operation(int n) {
        if (held.size() >= MOST_HELD || bytes >= MOST_BYTES || n < 450 && !held.isEmpty()) {
            release(remove());
        } else if (n < 950 || held.isEmpty()) {
            add(allocate());
        } else if (n < 995) {
            add(reallocate(remove()));
        } else if (n < 998) {
            misuse(held.get(random.nextInt(held.size())));
        } else {
            whole(random.nextInt(200));
        }
    }

    private void whole(int n) {
        if (n == 0) {
            allocator.trim();
        } else if (n < 20) {
            allocator.scavenge();
        } else if (n == 20) {
            SpanStats stats = allocator.stats();
            Torture.require(stats.sum() == stats.reserved(), "no partition: " + stats);
        }
    }

    /** Frees a block, or leaves it to another thread and frees what it finds there. */
    private void release(Stamped block) {
        boolean own = random.nextInt(4) == 0;
        Stamped other = own ? block
                : torture.exchange.getAndSet(random.nextInt(torture.exchange.length()), block);
        if (random.nextInt(8) == 0) {
            Stamped orphan = torture.orphans.poll();
            free(orphan);
        }
        free(other);
    }

    private void free(Stamped block) {
        if (block != null) {
            block.check();
            allocator.freeAddress(block.address());
        }
    }

    private Stamped allocate() {
        long byteSize = size();
        int how = random.nextInt(4);
        if (how == 0) {
            return stamp(allocator.allocateAddress(byteSize), byteSize);
        }
        long alignment = 1L << random.nextInt(how == 1 ? 13 : 4);
        MemorySegment block;
        if (how == 3) {
            block = allocator.allocateUninitialized(byteSize, alignment);
        } else {
            block = allocator.allocate(byteSize, alignment);
            Stamped.checkZero(block);
        }
        Torture.require(block.byteSize() == byteSize && block.address() % alignment == 0,
                "wrong block " + block);
        return stamp(block.address(), byteSize);
    }

    private Stamped reallocate(Stamped old) {
        long byteSize = random.nextBoolean() ? size() : old.byteSize() + random.nextInt(100);
        MemorySegment block = allocator.reallocate(
                RawBlocks.at(old.address(), old.byteSize()), byteSize);
        new Stamped(block.address(), old.byteSize(), old.stamp())
                .check(Math.min(old.byteSize(), byteSize));
        if (byteSize > old.byteSize()) {
            Stamped.checkZero(block.asSlice(old.byteSize()));
        }
        return stamp(block.address(), byteSize);
    }

    private Stamped stamp(long address, long byteSize) {
        return new Stamped(address, byteSize, random.nextLong()).write();
    }

    /** Log-uniform, mostly small. */
    private long size() {
        int n = random.nextInt(1000);
        int bits = n < 900 ? 12 : n < 995 ? 16 : n < 999 ? 20 : 22;
        return random.nextLong(1L << random.nextInt(bits + 1));
    }

    private void misuse(Stamped block) {
        try {
            allocator.freeAddress(block.address() + 1 + random.nextInt(7));
            throw new AssertionError("an address inside a block was freed");
        } catch (IllegalArgumentException e) {
            // as it must be
        }
    }

    private void add(Stamped block) {
        held.add(block);
        bytes += block.byteSize();
    }

    private Stamped remove() {
        int i = random.nextInt(held.size());
        Stamped block = held.get(i);
        held.set(i, held.getLast());
        held.removeLast();
        bytes -= block.byteSize();
        return block;
    }

    /** Leaves everything to the others, as the thread is about to end. */
    void leave() {
        torture.orphans.addAll(held);
        held.clear();
    }
}
