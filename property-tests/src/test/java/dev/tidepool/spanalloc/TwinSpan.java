// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A span written once more, as simply as it goes; the tests break one step of it at a time. */
class TwinSpan implements Slots {

    final AtomicInteger state = new AtomicInteger(Span.OWNED);
    final AtomicLong remote = new AtomicLong();
    private final int slots;
    private volatile long alloc;
    private long freed;

    TwinSpan(int slots) {
        this.slots = slots;
    }

    @Override
    public int take() {
        int slot = Long.numberOfTrailingZeros(~alloc);
        if (slot >= slots) {
            return -1;
        }
        alloc |= 1L << slot;
        return slot;
    }

    @Override
    public boolean advance() {
        return Long.bitCount(alloc) < slots;
    }

    @Override
    public int collect() {
        long others = remote.getAndSet(0);
        int late = Long.bitCount(others & (freed | ~alloc));
        alloc &= ~(others | freed);
        freed = 0;
        return late;
    }

    @Override
    public boolean freeOwned(int slot) {
        boolean taken = (alloc & ~freed & ~remote.get() & 1L << slot) != 0;
        freed |= taken ? 1L << slot : 0;
        return taken;
    }

    @Override
    public boolean freeRemote(int slot) {
        long bit = 1L << slot;
        if ((alloc & bit) == 0) {
            return false;
        }
        return (setRemote(bit) & bit) == 0;
    }

    /** {@return what was set before} */
    long setRemote(long bit) {
        long before = remote.get();
        while (!remote.compareAndSet(before, before | bit)) {
            before = remote.get();
        }
        return before;
    }

    @Override
    public boolean ownedToFull() {
        state.set(Span.FULL);
        return remote.get() == 0 || !state.compareAndSet(Span.FULL, Span.OWNED);
    }

    @Override
    public boolean fullToPartial() {
        return state.compareAndSet(Span.FULL, Span.PARTIAL);
    }

    @Override
    public boolean fullToOwned() {
        return state.compareAndSet(Span.FULL, Span.OWNED);
    }

    @Override
    public void ownedToPartial() {
        state.set(Span.PARTIAL);
    }

    @Override
    public void partialToOwned() {
        state.set(Span.OWNED);
    }

    @Override
    public void toDead() {
        state.set(Span.DEAD);
    }

    @Override
    public int state() {
        return state.get();
    }

    @Override
    public long taken() {
        return alloc & ~freed & ~remote.get();
    }
}
