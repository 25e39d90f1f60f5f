// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.internal.Zeros;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of every operation with {@link Profile#HARDENED} and {@link Profile#DEBUG}. A freed slot
 * is filled, waits in a quarantine, and is verified when it is handed out again; which thread may
 * free a block is decided by one atomic OR, whoever they are; slots are taken at random.
 */
final class Hardening {

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long CANARY_KEY = 0x5EED_CAFE_D00D_F00DL;

    /** Keeps none; made beforehand, as the heap may be full. */
    private static final Predicate<Span> GIVEN_BACK = Objects::isNull;
    private static final int MOST_LOGGED = 10; // all are counted

    private final AtomicInteger logged = new AtomicInteger();
    private final Tiers tiers;
    private final Detections detections;
    private final Quarantine quarantine;
    private final Sampler sampler;
    private final boolean debug;
    private final byte poison;
    private final long canaryBytes;

    Hardening(Tiers tiers) {
        Profile profile = tiers.settings().profile();
        this.tiers = tiers;
        detections = tiers.detections();
        quarantine = tiers.quarantine();
        sampler = new Sampler(profile.guardInterval());
        debug = profile == Profile.DEBUG;
        poison = (byte) (debug ? 0xDB : 0);
        canaryBytes = debug ? WORD.byteSize() : 0;
        tiers.drainWith(() -> release(true));
    }

    // ---- allocation

    MemorySegment allocate(long byteSize, long byteAlignment, boolean zero) {
        return byteSize <= SizeClasses.MAX_SMALL && sampler.samples(byteSize)
                ? handLarge(tiers.allocateGuarded(byteSize + canaryBytes, byteAlignment, byteSize),
                        byteSize)
                : place(byteSize, byteAlignment, zero);
    }

    long allocateAddress(long byteSize) {
        return place(byteSize, byteSize < 16 ? 8 : 16, false).address();
    }

    /** As {@link SpanAllocator#takeBlock}: with HARDENED a free slot reads as zero. */
    long takeBlock(long byteSize, long byteAlignment) {
        return place(byteSize, byteAlignment, false).address() | (debug ? 0 : 1);
    }

    private MemorySegment place(long byteSize, long byteAlignment, boolean zero) {
        int classId = SlowPaths.classFor(byteSize + canaryBytes, byteAlignment);
        if (classId == 0) {
            return handLarge(tiers.allocateLarge(byteSize + canaryBytes, byteAlignment, byteSize),
                    byteSize);
        }
        MCache own = tiers.ownCache();
        if (own != null) {
            return hand(own, classId, (int) byteSize, zero);
        }
        MCache stripe = tiers.stripes().claim(Thread.currentThread());
        try {
            return hand(stripe, classId, (int) byteSize, zero);
        } finally {
            stripe.lock.unlock();
        }
    }

    private MemorySegment hand(MCache cache, int classId, int byteSize, boolean zero) {
        int slot = cache.takeAny(classId, byteSize);
        Span span = cache.spans[classId];
        try {
            return hand(span, slot, byteSize, zero);
        } catch (Throwable e) { // no room on the heap
            span.freeOwned(slot);
            throw e;
        }
    }

    private MemorySegment hand(Span span, int slot, int byteSize, boolean zero) {
        boolean first = span.ask(slot, byteSize);
        MemorySegment whole = span.newSegment(slot, span.slotSize);
        SlotNotes notes = notes(span);
        if (first) {
            open(whole, span.zeroed);
        } else {
            verify(whole, poison, notes.freedAt(slot));
            if (zero && debug) {
                Zeros.fill(whole.asSlice(0, byteSize));
            }
        }
        setCanary(whole, byteSize);
        notes.allocated(slot);
        notes.hand(slot); // last: until now a late free is a second free
        return span.newSegment(slot, byteSize);
    }

    private MemorySegment handLarge(Span span, long byteSize) {
        try {
            return hand(span, byteSize);
        } catch (Throwable e) { // no room on the heap
            tiers.freeLarge(span, GIVEN_BACK);
            throw e;
        }
    }

    private MemorySegment hand(Span span, long byteSize) {
        SlotNotes notes = new SlotNotes(1, debug);
        notes.allocated(0);
        span.notes = notes;
        span.askAgain(0, byteSize);
        MemorySegment whole = span.newSegment(0, span.bytes());
        if (!Objects.requireNonNull(span.region).isDedicated()) {
            open(whole, span.zeroed);
        }
        setCanary(whole, byteSize);
        return span.newSegment(0, byteSize);
    }

    /**
     * Prepares memory of a new span, which reads as zero after this. What is free was wiped or
     * never used, so anything else in it was written by somebody who does not own it.
     *
     * @param zeroed whether the pages should read as zero; else, with DEBUG, slots that were wiped
     *     when another span was here may be anywhere in it
     */
    private void open(MemorySegment memory, boolean zeroed) {
        if (!debug || zeroed) {
            verify(memory, (byte) 0, null);
            return;
        }
        long at = 0;
        while (at < memory.byteSize() && isWiped(memory.get(ValueLayout.JAVA_BYTE, at))) {
            at++;
        }
        if (at < memory.byteSize()) {
            tellWritten(memory, at, null);
        }
        Zeros.fill(memory);
    }

    private boolean isWiped(byte value) {
        return value == 0 || value == poison;
    }

    /** Looks for what was written into free memory, and makes up for it. */
    private void verify(MemorySegment memory, byte wiped, @Nullable Throwable freedAt) {
        long word = (wiped & 0xFFL) * 0x0101_0101_0101_0101L;
        long at = 0;
        while (at + WORD.byteSize() <= memory.byteSize() && memory.get(WORD, at) == word) {
            at += WORD.byteSize();
        }
        while (at < memory.byteSize() && memory.get(ValueLayout.JAVA_BYTE, at) == wiped) {
            at++;
        }
        if (at < memory.byteSize()) {
            tellWritten(memory, at, freedAt);
            memory.fill(wiped);
        }
    }

    private void tellWritten(MemorySegment memory, long at, @Nullable Throwable freedAt) {
        detections.count(Detection.WRITE_AFTER_FREE, 1);
        if (logged.incrementAndGet() <= MOST_LOGGED) {
            System.getLogger("dev.tidepool.spanalloc").log(
                    Level.WARNING,
                    "free memory was written to: the block at 0x%x, at byte %d"
                            .formatted(memory.address(), at),
                    freedAt);
        }
    }

    // ---- free

    void free(long address) {
        Span span = tiers.spanOf(address);
        int slot = slotOf(span, address);
        long byteSize = span.requested(slot);
        if (span.isLarge()) {
            freeLarge(span, byteSize);
            return;
        }
        SlotNotes notes = notes(span);
        if (!span.isTaken(slot) || !notes.free(slot)) {
            throw alreadyFree(span, slot);
        }
        notes.freed(slot);
        MemorySegment whole = span.newSegment(slot, span.slotSize);
        boolean overrun = isOverrun(whole, byteSize);
        whole.fill(poison);
        try {
            quarantine.add(span, slot);
        } catch (Throwable e) { // no room on the heap: it is free without having waited
            tiers.freeRemote(span, slot);
            throw e;
        }
        release(false);
        if (overrun) {
            throw overrun(address, byteSize, "has been freed", notes, slot);
        }
    }

    private void freeLarge(Span span, long byteSize) {
        boolean overrun = span.state() == Span.LARGE
                && isOverrun(span.newSegment(0, span.bytes()), byteSize);
        if (!tiers.freeLarge(span, this::quarantine)) {
            throw alreadyFree(span, 0);
        }
        SlotNotes notes = notes(span);
        notes.freed(0);
        release(false);
        if (overrun) {
            throw overrun(span.base, byteSize, "has been freed", notes, 0);
        }
    }

    /** Lets a large block wait, unless it is so large that little else could. */
    private boolean quarantine(Span idle) {
        MemorySegment whole = idle.newSegment(0, idle.bytes());
        if (!quarantine.fits(idle.bytes())) {
            Zeros.fill(whole);
            return false;
        }
        whole.fill(poison);
        try {
            quarantine.add(idle, 0);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    private void release(boolean all) {
        for (var next = quarantine.next(all); next != null; next = quarantine.next(all)) {
            Span span = next.span();
            int slot = next.slot();
            if (span.isLarge() || all) { // else it is looked at when it is handed out
                verify(span.newSegment(slot, span.usable()), poison, notes(span).freedAt(slot));
            }
            if (span.isLarge()) {
                tiers.discard(span);
            } else {
                tiers.freeRemote(span, slot);
            }
        }
    }

    // ---- the rest

    long usableSize(long address) {
        Span span = liveSpan(address);
        return debug ? span.requested(span.slotAt(address)) : span.usable();
    }

    /** As {@link SpanAllocator#reallocate}: always moves, so that old segments are found out. */
    MemorySegment reallocate(long address, long byteSize) {
        Span span = liveSpan(address);
        int slot = span.slotAt(address);
        long oldSize = span.requested(slot);
        if (isOverrun(span.newSegment(slot, span.usable()), oldSize)) {
            throw overrun(address, oldSize, "is where it was", notes(span), slot);
        }
        MemorySegment grown = allocate(byteSize, 16, true);
        MemorySegment.copy(
                span.newSegment(slot, oldSize), 0, grown, 0, Math.min(oldSize, byteSize));
        try {
            free(address);
        } catch (RuntimeException e) {
            free(grown.address()); // the caller has the old one, or another thread had
            throw e;
        }
        return grown;
    }

    private Span liveSpan(long address) {
        Span span = tiers.spanOf(address);
        int slot = slotOf(span, address);
        boolean live = span.isLarge()
                ? span.isLive(slot)
                : span.isTaken(slot) && !notes(span).isFree(slot);
        if (!live) {
            throw alreadyFree(span, slot);
        }
        return span;
    }

    private int slotOf(Span span, long address) {
        try {
            return tiers.slotOf(span, address);
        } catch (IllegalArgumentException e) {
            int slot = span.slotWith(address);
            if (slot < span.slots) {
                addStacks(e, span.notes, slot);
            }
            throw e;
        }
    }

    private static SlotNotes notes(Span span) {
        return Objects.requireNonNull(span.notes);
    }

    private IllegalStateException alreadyFree(Span span, int slot) {
        IllegalStateException e = detections.alreadyFree(span, slot);
        addStacks(e, span.notes, slot);
        return e;
    }

    private IllegalStateException overrun(
            long address, long byteSize, String and, SlotNotes notes, int slot) {
        detections.count(Detection.OVERRUN, 1);
        var e = new IllegalStateException(
                "block 0x%x of %d bytes was written to beyond its end; it %s"
                        .formatted(address, byteSize, and));
        addStacks(e, notes, slot);
        return e;
    }

    /** The notes of a large block that is being handed out may not be there yet. */
    private static void addStacks(Throwable e, @Nullable SlotNotes notes, int slot) {
        if (notes == null) {
            return;
        }
        Throwable allocatedAt = notes.allocatedAt(slot);
        Throwable freedAt = notes.freedAt(slot);
        if (allocatedAt != null) {
            e.addSuppressed(allocatedAt);
        }
        if (freedAt != null) {
            e.addSuppressed(freedAt);
        }
    }

    private void setCanary(MemorySegment whole, long byteSize) {
        if (debug) {
            whole.set(WORD, byteSize, canary(whole));
        }
    }

    private boolean isOverrun(MemorySegment whole, long byteSize) {
        return debug && whole.get(WORD, byteSize) != canary(whole);
    }

    private static long canary(MemorySegment whole) {
        return whole.address() ^ CANARY_KEY;
    }

    static int random() {
        return ThreadLocalRandom.current().nextInt();
    }
}
