// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.spanalloc.PageSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/** The system's memory, but the calls that it is told to refuse it refuses. */
final class ScriptedPageSource implements PageSource {

    private final PageSource real = PageSource.system();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int from = Integer.MAX_VALUE;
    private volatile int to = Integer.MAX_VALUE;

    /** Refuses that many calls, beginning with the one of that number; the first is 1. */
    void refuse(int first, int count) {
        to = Integer.MAX_VALUE - count < first ? Integer.MAX_VALUE : first + count - 1;
        from = first;
    }

    void heal() {
        from = Integer.MAX_VALUE;
    }

    int calls() {
        return calls.get();
    }

    private void enter() {
        int call = calls.incrementAndGet();
        if (call >= from && call <= to) {
            throw new OutOfMemoryError("the script says no");
        }
    }

    @Override
    public long pageSize() {
        return real.pageSize();
    }

    @Override
    public boolean releases() {
        return real.releases();
    }

    @Override
    public MemorySegment map(long byteSize, long byteAlignment, Arena arena) {
        enter();
        return real.map(byteSize, byteAlignment, arena);
    }

    @Override
    public void commit(MemorySegment range) {
        enter();
        real.commit(range);
    }

    @Override
    public void release(MemorySegment range) {
        enter();
        real.release(range);
    }
}
