// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.internal.Zeros;
import java.lang.foreign.MemorySegment;
import java.util.function.Predicate;

/** What the fast paths of {@link SpanAllocator} leave over, for the profiles without hardening. */
final class SlowPaths {

    private final Tiers tiers;
    /** In a field, so that no free makes one. */
    private final Predicate<Span> keep;

    SlowPaths(Tiers tiers) {
        this.tiers = tiers;
        this.keep = tiers::keepLarge;
    }

    /** {@return the class of a block; 0 if it needs pages of its own} */
    static int classFor(long byteSize, long byteAlignment) {
        return byteSize > SizeClasses.MAX_SMALL || byteAlignment > SizeClasses.PAGE_BYTES
                ? 0
                : SizeClasses.aligned(SizeClasses.of((int) byteSize), byteAlignment);
    }

    /** Makes a slot that has just been taken into a block. */
    static MemorySegment hand(Span span, int slot, int byteSize, boolean zero) {
        boolean untouched = span.ask(slot, byteSize) && span.zeroed;
        MemorySegment segment = span.segment(slot, byteSize);
        if (zero && !untouched) {
            Zeros.fill(segment);
        }
        return segment;
    }

    MemorySegment allocate(long byteSize, long byteAlignment, boolean zero) {
        int classId = classFor(byteSize, byteAlignment);
        if (classId == 0) {
            Span span = tiers.allocateLarge(byteSize, byteAlignment, byteSize);
            return hand(span, byteSize, zero);
        }
        MCache own = tiers.ownCache();
        if (own != null) {
            int slot = own.take(classId, byteSize);
            return hand(own.spans[classId], slot, (int) byteSize, zero);
        }
        MCache stripe = tiers.stripes().claim(Thread.currentThread());
        try {
            int slot = stripe.take(classId, byteSize);
            return hand(stripe.spans[classId], slot, (int) byteSize, zero);
        } finally {
            stripe.lock.unlock();
        }
    }

    private MemorySegment hand(Span large, long byteSize, boolean zero) {
        MemorySegment segment;
        try {
            segment = large.segment(0, byteSize);
        } catch (Throwable e) { // the Java heap has no room for it
            tiers.freeLarge(large, keep);
            throw e;
        }
        if (zero && !large.isUntouched()) {
            Zeros.fill(segment);
        }
        return segment;
    }

    long allocateAddress(long byteSize, long byteAlignment) {
        int classId = classFor(byteSize, byteAlignment);
        if (classId == 0) {
            return tiers.allocateLarge(byteSize, byteAlignment, byteSize).base;
        }
        MCache own = tiers.ownCache();
        if (own != null) {
            return take(own, classId, (int) byteSize);
        }
        MCache stripe = tiers.stripes().claim(Thread.currentThread());
        try {
            return take(stripe, classId, (int) byteSize);
        } finally {
            stripe.lock.unlock();
        }
    }

    private static long take(MCache cache, int classId, int byteSize) {
        int slot = cache.take(classId, byteSize);
        Span span = cache.spans[classId];
        span.note(slot, byteSize);
        return span.address(slot);
    }

    /** As {@link SpanAllocator#takeBlock}. */
    long takeBlock(long byteSize, long byteAlignment) {
        int classId = classFor(byteSize, byteAlignment);
        if (classId == 0) {
            Span span = tiers.allocateLarge(byteSize, byteAlignment, byteSize);
            return span.base | (span.isUntouched() ? 1 : 0);
        }
        MCache own = tiers.ownCache();
        if (own != null) {
            return takeBlock(own, classId, (int) byteSize);
        }
        MCache stripe = tiers.stripes().claim(Thread.currentThread());
        try {
            return takeBlock(stripe, classId, (int) byteSize);
        } finally {
            stripe.lock.unlock();
        }
    }

    private static long takeBlock(MCache cache, int classId, int byteSize) {
        int slot = cache.take(classId, byteSize);
        Span span = cache.spans[classId];
        boolean zero = span.ask(slot, byteSize) && span.zeroed;
        return span.address(slot) | (zero ? 1 : 0);
    }

    void free(long address) {
        Span span = tiers.spanOf(address);
        int slot = tiers.slotOf(span, address);
        boolean freed = span.isLarge()
                ? tiers.freeLarge(span, keep)
                : tiers.freeRemote(span, slot);
        if (!freed) {
            throw tiers.detections().alreadyFree(span, slot);
        }
    }

    /** {@return the span of the live block at an address} */
    Span liveSpan(long address) {
        Span span = tiers.spanOf(address);
        int slot = tiers.slotOf(span, address);
        if (!span.isLive(slot)) {
            throw tiers.detections().alreadyFree(span, slot);
        }
        return span;
    }

    /** As {@link SpanAllocator#reallocate}. */
    MemorySegment reallocate(SpanAllocator door, long address, long byteSize) {
        Span span = liveSpan(address);
        int slot = span.slotAt(address);
        long old = span.requested(slot);
        if (fits(span, byteSize)) {
            span.askAgain(slot, byteSize);
            return zeroBehind(span.newSegment(slot, byteSize), old);
        }
        MemorySegment grown = door.allocateUninitialized(byteSize, 16);
        try {
            MemorySegment.copy(span.newSegment(slot, old), 0, grown, 0, Math.min(old, byteSize));
            free(address);
        } catch (Throwable e) {
            free(grown.address()); // the caller has the old one, or another thread had
            throw e;
        }
        Span to = tiers.spanOf(grown.address());
        return to.isLarge() && to.isUntouched() ? grown : zeroBehind(grown, old);
    }

    private static MemorySegment zeroBehind(MemorySegment segment, long old) {
        if (segment.byteSize() > old) {
            Zeros.fill(segment.asSlice(old));
        }
        return segment;
    }

    /** Whether a block may stay where it is: its class is the best for the size, or nearly. */
    private static boolean fits(Span span, long byteSize) {
        return (byteSize <= span.usable() && byteSize >= span.usable() / 2)
                || (classFor(byteSize, 1) == span.classId && !span.isLarge());
    }
}
