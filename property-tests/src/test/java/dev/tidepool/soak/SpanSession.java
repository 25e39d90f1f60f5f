// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.spanalloc.OffHeapMemoryError;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A thread at a {@link SpanPart}. */
final class SpanSession implements Session {

    private static final long MOST_BYTES = 4 << 20;

    private final SpanPart part;
    private final Desk desk;
    private final SplittableRandom random;
    private final Swing swing;
    private final List<Block> held = new ArrayList<>();
    private long bytes;

    SpanSession(SpanPart part, SplittableRandom random) {
        this.part = part;
        this.desk = part.desk;
        this.random = random;
        this.swing = new Swing(random);
    }

    @Override
    public void step(Load load) {
        int n = random.nextInt(1000);
        try {
            if (bytes >= MOST_BYTES) {
                hand(remove());
            } else if (n < 940 || held.isEmpty()) {
                if (swing.takes(held.size(), load.held())) {
                    allocate(load.size(random));
                } else {
                    hand(remove());
                }
            } else if (n < 980) {
                reallocate(load.size(random));
            } else if (n < 997) {
                held.get(random.nextInt(held.size())).check(desk, part.name);
            } else {
                misuse(held.get(random.nextInt(held.size())));
            }
        } catch (OffHeapMemoryError e) {
            part.refused(e);
            makeRoom();
        }
    }

    private void makeRoom() {
        for (int i = held.size() / 2; i > 0; i--) {
            part.release(remove());
        }
        for (int i = 0; i < 8; i++) {
            Block left = part.exchange.getAndSet(random.nextInt(part.exchange.length()), null);
            if (left != null) {
                part.release(left);
            }
        }
    }

    private void allocate(long byteSize) {
        SpanAllocator allocator = part.shop.allocator;
        long alignment = 1L << random.nextInt(random.nextInt(8) == 0 ? 13 : 5);
        MemorySegment memory = switch (random.nextInt(4)) {
            case 0 -> Block.at(allocator.allocateAddress(byteSize), byteSize);
            case 1 -> allocator.allocateUninitialized(byteSize, alignment);
            default -> zeroed(allocator.allocate(byteSize, alignment), alignment);
        };
        desk.require(memory.byteSize() == byteSize, "size of a block",
                () -> part.name + ": " + memory + " for " + byteSize);
        add(new Block(memory, desk.token()).stamped());
        part.shop.blocks.increment();
        part.shop.bytes.add(byteSize);
    }

    private MemorySegment zeroed(MemorySegment block, long alignment) {
        desk.require(block.address() % alignment == 0, "alignment",
                () -> part.name + ": " + block + " for " + alignment);
        Stamp.checkZero(desk, part.name, block);
        return block;
    }

    private void reallocate(long byteSize) {
        Block old = held.getLast();
        long before = old.byteSize();
        old.check(desk, part.name);
        MemorySegment memory = part.shop.allocator.reallocate(old.memory(), byteSize);
        held.removeLast();
        bytes -= before;
        Stamp.check(desk, part.name, memory, old.token(), before, Math.min(before, byteSize));
        if (byteSize > before) {
            Stamp.checkZero(desk, part.name, memory.asSlice(before));
        }
        add(new Block(memory, desk.token()).stamped());
        part.shop.bytes.add(byteSize - before);
    }

    /** Frees a block, or leaves it to another thread and frees what it finds there. */
    private void hand(Block block) {
        Block other = random.nextInt(2) == 0 ? block : part.exchange.getAndSet(
                random.nextInt(part.exchange.length()), block);
        if (other != null) {
            part.release(other);
        }
        Block orphan = random.nextInt(16) == 0 ? part.orphans.poll() : null;
        if (orphan != null) {
            part.release(orphan);
        }
    }

    private void misuse(Block block) {
        part.shop.misuses.increment();
        long address = block.memory().address() + 1 + random.nextInt(7);
        try {
            part.shop.allocator.freeAddress(address);
        } catch (IllegalArgumentException e) {
            return;
        }
        throw desk.fault("interior free", "%s: 0x%x inside of %s was freed", part.name, address,
                block.memory());
    }

    private void add(Block block) {
        held.add(block);
        bytes += block.byteSize();
    }

    private Block remove() {
        int i = random.nextInt(held.size());
        Block block = held.get(i);
        held.set(i, held.getLast());
        held.removeLast();
        bytes -= block.byteSize();
        return block;
    }

    @Override
    public void leave() {
        while (!held.isEmpty()) {
            part.release(remove());
        }
    }

    @Override
    public void abandon() {
        part.orphans.addAll(held);
        held.clear();
        bytes = 0;
    }
}
