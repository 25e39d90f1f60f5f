// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** A page source that counts its commits, and the time they take. */
final class TimedCommits implements PageSource {

    private final PageSource source;
    private final LongSupplier clock;
    private final LongAdder commits = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    TimedCommits(PageSource source, LongSupplier clock) {
        this.source = source;
        this.clock = clock;
    }

    long commits() {
        return commits.sum();
    }

    long nanos() {
        return nanos.sum();
    }

    @Override
    public long pageSize() {
        return source.pageSize();
    }

    @Override
    public boolean releases() {
        return source.releases();
    }

    @Override
    public long releaseSize() {
        return source.releaseSize();
    }

    @Override
    public MemorySegment map(long byteSize, long byteAlignment, Arena arena) {
        return source.map(byteSize, byteAlignment, arena);
    }

    @Override
    public void commit(MemorySegment range) {
        long start = clock.getAsLong();
        try {
            source.commit(range);
        } finally {
            commits.increment();
            nanos.add(clock.getAsLong() - start);
        }
    }

    @Override
    public void release(MemorySegment range) {
        source.release(range);
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
