// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.pool.Lease;
import dev.tidepool.spanalloc.OffHeapMemoryError;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A thread at a {@link BufferPart}. */
final class BufferSession<B> implements Session {

    private static final int MOST_BITS = 17;

    private record Held<B>(B buffer, MemorySegment memory, long token, Lease<B> lease) {
    }

    private final BufferPart<B> part;
    private final Desk desk;
    private final SplittableRandom random;
    private final Swing swing;
    private final List<Held<B>> held = new ArrayList<>();

    BufferSession(BufferPart<B> part, SplittableRandom random) {
        this.part = part;
        this.desk = part.desk;
        this.random = random;
        this.swing = new Swing(random);
    }

    @Override
    public void step(Load load) {
        int most = Math.min(load.held(), 20);
        if (swing.takes(held.size(), most)) {
            take(new Load(Math.min(load.bits(), MOST_BITS), most).size(random));
        } else {
            give(held.remove(random.nextInt(held.size())));
        }
        B orphan = random.nextInt(16) == 0 ? part.orphans.poll() : null;
        if (orphan != null) {
            part.put(orphan);
        }
    }

    private void take(int size) {
        BufferPart.Shop<B> shop = part.shop;
        shop.gets.increment();
        Lease<B> lease = null;
        B buffer;
        try {
            lease = random.nextInt(8) == 0 ? shop.pool.lease(size) : null;
            buffer = lease == null ? shop.pool.get(size) : lease.get();
        } catch (OffHeapMemoryError e) {
            return; // the allocator's books know
        }
        checkShape(buffer, size);
        long token = desk.token();
        part.holders.take(buffer, token);
        MemorySegment memory = part.kind.memory().apply(buffer);
        if (part.kind.zeroed()) {
            Stamp.checkZero(desk, part.name, memory);
        }
        Stamp.write(memory, token);
        shop.held.increment();
        held.add(new Held<>(buffer, memory, token, lease));
    }

    private void checkShape(B buffer, int size) {
        int capacity = part.kind.capacity().applyAsInt(buffer);
        desk.require(capacity >= size, "capacity",
                () -> part.name + ": " + capacity + " for " + size);
        if (buffer instanceof ByteBuffer bytes) {
            desk.require(bytes.position() == 0 && bytes.limit() == size, "position and limit",
                    () -> part.name + ": " + bytes + " for " + size);
        }
    }

    private void check(Held<B> one) {
        Stamp.check(desk, part.name, one.memory, one.token);
    }

    private void give(Held<B> one) {
        check(one);
        part.holders.release(one.buffer, one.token);
        part.shop.held.decrement();
        if (one.lease != null) {
            part.shop.puts.increment();
            one.lease.close();
            return;
        }
        part.put(one.buffer);
        if (part.kind.capacity().applyAsInt(one.buffer) <= 1024
                && desk.strikes(Plant.DOUBLE_BUFFER)) {
            part.put(one.buffer);
        }
    }

    @Override
    public void leave() {
        while (!held.isEmpty()) {
            give(held.removeLast());
        }
    }

    @Override
    public void abandon() {
        for (Held<B> one : held) {
            check(one);
            part.holders.release(one.buffer, one.token);
            part.shop.held.decrement();
            part.orphans.add(one.buffer); // also of a lease that nobody will close
        }
        held.clear();
    }
}
