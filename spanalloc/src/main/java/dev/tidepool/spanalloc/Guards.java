// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A sample of the blocks gets a JDK arena each: exact bounds, and after the free every access
 * throws. The gaps are geometric, so that no rhythm of the program escapes them. After GWP-ASan
 * (K. Serebryany et al., ICSE-SEIP 2024).
 */
final class Guards {

    private record Guard(Arena arena, MemorySegment segment) {
        long byteSize() {
            return segment.byteSize();
        }
    }

    private final long interval;
    private final ConcurrentHashMap<Long, Guard> guards = new ConcurrentHashMap<>();
    /** Addresses of guards that were freed last, so that a second free is told as such. */
    private final ConcurrentHashMap<Long, Long> freed = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();
    private final AtomicLong untilNext;

    Guards(long interval) {
        this.interval = interval;
        untilNext = new AtomicLong(gap());
    }

    /** {@return a guarded segment, or null if it is not this one's turn} */
    @Nullable MemorySegment sample(long byteSize, long byteAlignment) {
        if (untilNext.addAndGet(-byteSize) > 0 || byteSize == 0
                || byteSize > SizeClasses.MAX_SMALL) {
            return null;
        }
        untilNext.set(gap());
        Arena arena = Arena.ofShared();
        MemorySegment segment = arena.allocate(byteSize, byteAlignment);
        freed.remove(segment.address());
        peak.accumulateAndGet(bytes.addAndGet(byteSize), Math::max);
        total.incrementAndGet();
        guards.put(segment.address(), new Guard(arena, segment));
        return segment;
    }

    private long gap() {
        double uniform = 1 - ThreadLocalRandom.current().nextDouble();
        return (long) (-Math.log(uniform) * interval);
    }

    /**
     * Ends a guarded block.
     *
     * @return false if there is none at the address
     * @throws IllegalStateException if a native call uses the block at this moment
     */
    boolean free(long address) {
        Guard guard = guards.remove(address);
        if (guard == null) {
            return false;
        }
        try {
            guard.arena.close();
        } catch (IllegalStateException e) {
            guards.put(address, guard);
            throw e;
        }
        freed.put(address, guard.byteSize());
        bytes.addAndGet(-guard.byteSize());
        return true;
    }

    boolean wasFreed(long address) {
        return freed.containsKey(address);
    }

    /** {@return the size of the guarded block at an address, or -1} */
    long byteSize(long address) {
        Guard guard = guards.get(address);
        return guard == null ? -1 : guard.byteSize();
    }

    MemorySegment segment(long address) {
        return Objects.requireNonNull(guards.get(address)).segment;
    }

    List<LeakedBlock> live() {
        var list = new ArrayList<LeakedBlock>();
        guards.forEach((address, guard) ->
                list.add(new LeakedBlock(address, guard.byteSize(), null)));
        return list;
    }

    /** Ends all guarded blocks. */
    void close() {
        List.copyOf(guards.keySet()).forEach(this::free);
    }

    /** {@return how many blocks were ever guarded} */
    long total() {
        return total.get();
    }

    long count() {
        return guards.size();
    }

    long peakBytes() {
        return peak.get();
    }

    long bytes() {
        return bytes.get();
    }
}
