// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.util.Objects.requireNonNull;

import dev.tidepool.spanalloc.internal.BlockAccess;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An allocator of off-heap memory with explicit free: Go's tiers over {@link MemorySegment}.
 *
 * <p>Use it for buffers and records off the heap that are freed one by one, by any thread. Do not
 * use it for memory that a {@linkplain java.lang.foreign.Arena#ofConfined() confined arena} can end
 * all at once, or where temporal safety matters more than speed: a freed block may be reached
 * through an old segment until the allocator is closed, and belongs to somebody else by then.
 *
 * <h2>Blocks</h2>
 * A block of up to 32 KiB is a slot of a size class, of which there are 67; the slot is up to an
 * eighth larger, more below 128 bytes. Larger blocks take whole pages of 8 KiB. A block is aligned
 * as asked for, at least to 8 bytes, to 16 if it has 16 bytes or more and came from
 * {@link #allocateAddress}. A block of 0 bytes has an address of its own and must be freed.
 *
 * <h2>Threads</h2>
 * Every method may be called from any thread, platform or virtual. What a thread did to a block
 * before it freed it happens-before whatever the next owner does. A block must reach a freeing
 * thread through a happens-before edge from its allocation, else a correct free may be answered as
 * a double one.
 *
 * <h2>What is found</h2>
 * <table><caption>Misuse, and when it is found</caption>
 * <tr><th>misuse</th><th>found</th></tr>
 * <tr><td>free of a foreign, interior, misaligned address or the end of a span</td>
 *   <td>always, at the call</td></tr>
 * <tr><td>second free, while the slot is free</td><td>always, at the call; two threads that race
 *   have one winner</td></tr>
 * <tr><td>as before, one free by the thread that owns the span and one by another at the same
 *   instant</td><td>always, but possibly at a later allocation: counted as
 *   {@link Detection#LATE_DOUBLE_FREE}, nobody gets an exception, the block is freed once. At the
 *   call with HARDENED and DEBUG</td></tr>
 * <tr><td>second free, after the slot was handed out again</td><td>never; HARDENED and DEBUG delay
 *   that by their quarantine</td></tr>
 * <tr><td>access after free</td><td>not before close; HARDENED and DEBUG find writes when the
 *   memory is handed out again; HARDENED refuses all access to a sample of the segments</td></tr>
 * <tr><td>access beyond a segment</td><td>always, by the segment; DEBUG finds what native code
 *   wrote behind a block</td></tr>
 * </table>
 *
 * <h2>Errors</h2>
 * Sizes below 0 and alignments that are no power of two are answered by
 * {@link IllegalArgumentException} before all else, every call after {@link #close} by
 * {@link IllegalStateException}, memory that cannot be had by {@link OffHeapMemoryError}, after
 * which all is as it was.
 *
 * <p>After Go's {@code src/runtime/malloc.go}, with explicit free; remote frees by a bitmap instead
 * of mimalloc's thread-free list (D. Leijen, B. Zorn, L. de Moura, "Mimalloc: Free List Sharding in
 * Action", MSR-TR-2019-18).
 */
public final class SpanAllocator implements SegmentAllocator, AutoCloseable {

    private static final int OPEN = 0;
    private static final int CLOSING = 1;
    private static final int CLOSED = 2;

    private final Tiers tiers;
    /** Where fast paths look: empty if every operation has to be checked. */
    private final PageMap map;
    /** Likewise. */
    private final CacheTable fast;
    private final SlowPaths slow;
    private final @Nullable Hardening hardening;
    /** For what is written as a whole. */
    private final SegmentAllocator raw = this::allocateUninitialized;

    private final AtomicInteger life = new AtomicInteger(OPEN);
    private final Tenants tenants = new Tenants(life);

    static {
        BlockAccess.register(new SpanBlocks());
    }

    private SpanAllocator(Settings settings) {
        tiers = new Tiers(settings);
        map = settings.profile().hardened() ? new PageMap(0) : tiers.heap().map;
        slow = new SlowPaths(tiers);
        boolean hardened = settings.profile().hardened();
        fast = hardened ? new CacheTable() : tiers.caches();
        hardening = hardened ? new Hardening(tiers) : null;
        if (settings.background()) {
            ScavengerThread.watch(tiers.scavenger());
        }
    }

    /**
     * {@return an allocator with {@link Profile#BALANCED}, no limits, and the system's memory}
     */
    public static SpanAllocator create() {
        return builder().build();
    }

    /** {@return a builder; every option is optional} */
    public static Builder builder() {
        return new Builder();
    }

    // ---- segments

    /**
     * Allocates a block that reads as zero. Where the same slot is handed out again for the same
     * size, the segment is the same object, so that nothing is left for the collector.
     *
     * @param byteSize size in bytes; 0 is a size
     * @param byteAlignment alignment in bytes, a power of two
     * @return a segment of exactly this size, accessible from every thread until {@link #close}
     * @throws IllegalArgumentException if {@code byteSize < 0}, or {@code byteAlignment} is not a
     *     positive power of two
     * @throws IllegalStateException if the allocator is closed
     * @throws OffHeapMemoryError if a limit or the system refuses
     */
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        return allocate(byteSize, byteAlignment, true);
    }

    /**
     * As {@link #allocate}, but what the block contains is undefined: zeros, or what its last owner
     * left in it.
     *
     * @param byteSize size in bytes; 0 is a size
     * @param byteAlignment alignment in bytes, a power of two
     * @return a segment of exactly this size, accessible from every thread until {@link #close}
     * @throws IllegalArgumentException if {@code byteSize < 0}, or {@code byteAlignment} is not a
     *     positive power of two
     * @throws IllegalStateException if the allocator is closed
     * @throws OffHeapMemoryError if a limit or the system refuses
     */
    public MemorySegment allocateUninitialized(long byteSize, long byteAlignment) {
        return allocate(byteSize, byteAlignment, false);
    }

    private MemorySegment allocate(long byteSize, long byteAlignment, boolean zero) {
        checkRequest(byteSize, byteAlignment);
        if (byteSize <= SizeClasses.MAX_SMALL && byteAlignment <= SizeClasses.PAGE_BYTES) {
            int classId = SizeClasses.aligned(SizeClasses.of((int) byteSize), byteAlignment);
            Span span = fast.current().spans[classId];
            long free = span.atHand();
            if (free != 0) {
                return SlowPaths.hand(span, span.takeFirst(free), (int) byteSize, zero);
            }
        }
        return allocateSlow(byteSize, byteAlignment, zero);
    }

    private MemorySegment allocateSlow(long byteSize, long byteAlignment, boolean zero) {
        checkOpen();
        checkSize(byteSize, byteAlignment);
        if (hardening != null) {
            return hardening.allocate(byteSize, byteAlignment, zero);
        }
        return slow.allocate(byteSize, byteAlignment, zero);
    }

    // ---- segments with contents: all of it is written, so nothing is zeroed before

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfByte layout, byte value) {
        return raw.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfChar layout, char value) {
        return raw.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfShort layout, short value) {
        return raw.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfInt layout, int value) {
        return raw.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfFloat layout, float value) {
        return raw.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfLong layout, long value) {
        return raw.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfDouble layout, double value) {
        return raw.allocateFrom(layout, value);
    }

    @Override
    public MemorySegment allocateFrom(AddressLayout layout, MemorySegment value) {
        return FillOrFree.of(this, block -> block.allocateFrom(layout, value));
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfByte layout, byte... elements) {
        return raw.allocateFrom(layout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfChar layout, char... elements) {
        return raw.allocateFrom(layout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfShort layout, short... elements) {
        return raw.allocateFrom(layout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfInt layout, int... elements) {
        return raw.allocateFrom(layout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfFloat layout, float... elements) {
        return raw.allocateFrom(layout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfLong layout, long... elements) {
        return raw.allocateFrom(layout, elements);
    }

    @Override
    public MemorySegment allocateFrom(ValueLayout.OfDouble layout, double... elements) {
        return raw.allocateFrom(layout, elements);
    }

    @Override
    public MemorySegment allocateFrom(
            ValueLayout elementLayout,
            MemorySegment source,
            ValueLayout sourceElementLayout,
            long sourceOffset,
            long elementCount) {
        return FillOrFree.of(this, block -> block.allocateFrom(
                elementLayout, source, sourceElementLayout, sourceOffset, elementCount));
    }

    @Override
    public MemorySegment allocateFrom(String string, Charset charset) {
        return raw.allocateFrom(string, charset);
    }

    /**
     * Frees a block. It must not be used any more, through this segment or any other.
     *
     * @param block a segment that starts where a block of this allocator starts
     * @throws NullPointerException if {@code block} is null
     * @throws IllegalArgumentException if no block of this allocator starts there; the message has
     *     the address, and the block it lies in
     * @throws IllegalStateException if the block is free already, as the class comment says; or the
     *     allocator is closed; or the block has more than 64 MiB and a native call uses it
     */
    public void free(MemorySegment block) {
        freeAddress(address(block));
    }

    /**
     * Changes the size of a block, in place if its size class stays the same or would be only
     * slightly better. What the block contains is kept up to the lesser size, what is added reads
     * as zero. A block that is moved is aligned as {@code allocate(newByteSize, 16)} would do.
     *
     * @param block a segment that starts where a block of this allocator starts
     * @param newByteSize the new size in bytes
     * @return the block with its new size; {@code block} must not be used any more
     * @throws IllegalArgumentException if {@code newByteSize < 0}, or no block of this allocator
     *     starts there
     * @throws NullPointerException if {@code block} is null
     * @throws IllegalStateException if the block is free already, or the allocator is closed
     * @throws OffHeapMemoryError if there is no memory; the block is as it was
     */
    public MemorySegment reallocate(MemorySegment block, long newByteSize) {
        checkRequest(newByteSize, 1);
        long address = address(block);
        checkOpen();
        checkSize(newByteSize, 1);
        return hardening != null
                ? hardening.reallocate(address, newByteSize)
                : slow.reallocate(this, address, newByteSize);
    }

    /**
     * {@return how many bytes of memory the block has: what was asked for, rounded up}
     *
     * @param block a segment that starts where a block of this allocator starts
     * @throws NullPointerException if {@code block} is null
     * @throws IllegalArgumentException if no block of this allocator starts there
     * @throws IllegalStateException if the block is free already, or the allocator is closed
     */
    public long usableSize(MemorySegment block) {
        long address = address(block);
        checkOpen();
        return hardening != null
                ? hardening.usableSize(address)
                : slow.liveSpan(address).usable();
    }

    // ---- addresses

    /**
     * Allocates a block without making any object. What it contains is undefined.
     *
     * @param byteSize size in bytes; 0 is a size
     * @return the block's address, aligned to 16 bytes if {@code byteSize >= 16}, else to 8
     * @throws IllegalArgumentException if {@code byteSize < 0}
     * @throws IllegalStateException if the allocator is closed
     * @throws OffHeapMemoryError if a limit or the system refuses
     */
    public long allocateAddress(long byteSize) {
        if (Long.compareUnsigned(byteSize, SizeClasses.MAX_SMALL) <= 0) {
            Span span = fast.current().spans[SizeClasses.forAddress((int) byteSize)];
            long free = span.atHand();
            if (free != 0) {
                int slot = span.takeFirst(free);
                span.note(slot, (int) byteSize);
                return span.address(slot);
            }
        }
        return allocateAddressSlow(byteSize);
    }

    private long allocateAddressSlow(long byteSize) {
        long byteAlignment = byteSize < 16 ? 8 : 16;
        checkRequest(byteSize, byteAlignment);
        checkOpen();
        checkSize(byteSize, byteAlignment);
        if (hardening != null) {
            return hardening.allocateAddress(byteSize);
        }
        return slow.allocateAddress(byteSize, byteAlignment);
    }

    /** As {@link BlockAccess#take}. */
    long takeBlock(long byteSize, long byteAlignment) {
        if (byteSize <= SizeClasses.MAX_SMALL && byteAlignment <= 16 && byteSize >= 16) {
            Span span = fast.current().spans[SizeClasses.forAddress((int) byteSize)];
            long free = span.atHand();
            if (free != 0) {
                int slot = span.takeFirst(free);
                boolean zero = span.ask(slot, (int) byteSize) && span.zeroed;
                return span.address(slot) | (zero ? 1 : 0);
            }
        }
        return takeBlockSlow(byteSize, byteAlignment);
    }

    private long takeBlockSlow(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        checkOpen();
        checkSize(byteSize, byteAlignment);
        return hardening != null
                ? hardening.takeBlock(byteSize, Math.max(8, byteAlignment))
                : slow.takeBlock(byteSize, Math.max(8, byteAlignment));
    }

    /**
     * Frees a block by its address.
     *
     * @param address where a block of this allocator starts
     * @throws IllegalArgumentException if no block of this allocator starts there; the message has
     *     the address, and the block it lies in
     * @throws IllegalStateException if the block is free already, as the class comment says; or the
     *     allocator is closed; or the block has more than 64 MiB and a native call uses it
     */
    public void freeAddress(long address) {
        Span span = map.find(address);
        if (!span.startsSlot(address - span.base) || !free(span, span.slotWith(address))) {
            freeSlow(address);
        }
    }

    private boolean free(Span span, int slot) {
        return span.isOwnedBy(Thread.currentThread())
                ? span.freeOwned(slot)
                : freeOther(span, slot);
    }

    private boolean freeOther(Span span, int slot) {
        return (span.state() == Span.FULL && fast.current().adopt(span))
                ? span.freeOwned(slot)
                : tiers.freeRemote(span, slot);
    }

    private void freeSlow(long address) {
        checkOpen();
        if (hardening != null) {
            hardening.free(address);
        } else {
            slow.free(address);
        }
    }

    // ---- the whole

    /** {@return what the allocator holds and did; walks all spans} */
    public SpanStats stats() {
        checkOpen();
        return new Census(tiers).stats();
    }

    /**
     * Gives back all that can be: the caches of the current thread, of dead threads and of virtual
     * threads, empty spans, and every free page to the system. The caches of other live threads
     * stay.
     *
     * @throws IllegalStateException if the allocator is closed
     */
    public void trim() {
        checkOpen();
        tiers.flush();
        tiers.release(Long.MAX_VALUE);
    }

    /**
     * Ends an epoch of the decay if it is time: gives back what has been idle, and releases what
     * was not needed lately. The background thread calls it; without one, call it now and then.
     * Returns at once while another thread is inside.
     *
     * @return bytes released to the system
     * @throws IllegalStateException if the allocator is closed
     */
    public long scavenge() {
        checkOpen();
        return tiers.scavenger().tickIfDue();
    }

    /**
     * {@return a self-contained HTML page: every region's pages, by span and class}
     *
     * @throws IllegalStateException if the allocator is closed
     */
    public String heapMapHtml() {
        checkOpen();
        var census = new Census(tiers);
        return HeapMapPage.of(census.stats(), census.regions());
    }

    /**
     * Unmaps all memory. Every block ends; a later access to one through its segment is refused
     * with {@link IllegalStateException}. Idempotent. Costs a handshake with all threads.
     *
     * @throws IllegalStateException if a native call uses a block at this moment; the allocator is
     *     open then, but blocks beyond 64 MiB may have ended. Or if a pool of arenas still uses it;
     *     nothing has happened then
     */
    @Override
    public void close() {
        if (!tenants.casLife(OPEN, CLOSING)) {
            return;
        }
        boolean closed = false;
        tiers.scavenger().stop();
        try {
            Settings settings = tiers.settings();
            List<LeakedBlock> leaks =
                    settings.wantsLeaks() ? new Census(tiers).leaks() : List.of();
            tiers.heap().mapper().close();
            closed = true;
            life.set(CLOSED);
            tiers.shut();
            LeakLog.tell(leaks, settings.onLeak());
        } finally {
            if (!closed) {
                tiers.scavenger().goOn();
                life.set(OPEN);
            }
        }
    }

    /** {@return the allocator's name} */
    public String name() {
        return tiers.settings().name();
    }

    /** {@return a line for people} */
    @Override
    public String toString() {
        return "SpanAllocator '" + tiers.settings().name() + "' ("
                + tiers.settings().profile() + (life.get() == CLOSED ? ", closed)" : ")");
    }

    /** {@return who else depends on the memory} */
    Tenants tenants() {
        return tenants;
    }

    /** For tests. */
    Tiers tiers() {
        return tiers;
    }

    private long address(MemorySegment block) {
        if (!block.isNative()) {
            throw new IllegalArgumentException(
                    "a heap segment is in no memory of allocator '" + tiers.settings().name()
                            + "': " + block);
        }
        return block.address();
    }

    private static void checkRequest(long byteSize, long byteAlignment) {
        if (byteSize < 0 || byteAlignment <= 0 || (byteAlignment & byteAlignment - 1) != 0) {
            throw new IllegalArgumentException(
                    byteSize < 0
                            ? "size " + byteSize + " is negative"
                            : "alignment " + byteAlignment + " is not a power of two");
        }
    }

    private void checkSize(long byteSize, long byteAlignment) {
        if (byteSize > Tiers.MAX_BYTES || byteAlignment > Tiers.MAX_BYTES) {
            throw tiers.heap().failed(
                    Math.max(byteSize, byteAlignment), "no machine has that much", null);
        }
    }

    private void checkOpen() {
        if (life.get() == CLOSED) {
            throw new IllegalStateException(
                    "allocator '" + tiers.settings().name() + "' is closed");
        }
    }

    /** Builds an allocator. Not thread-safe. */
    public static final class Builder {

        private String name = "spans";
        private Profile profile = Profile.BALANCED;
        private long softLimit = MemoryLimit.NONE;
        private long hardLimit = MemoryLimit.NONE;
        private @Nullable Duration decay;
        private @Nullable PageSource pageSource;
        private boolean background = true;
        private @Nullable Consumer<? super LeakedBlock> onLeak;
        private LongSupplier clock = System::nanoTime;

        private Builder() {}

        /**
         * Sets what the allocator is tuned for.
         *
         * @param profile default {@link Profile#BALANCED}
         * @return this builder
         */
        public Builder profile(Profile profile) {
            this.profile = requireNonNull(profile);
            return this;
        }

        /**
         * Sets a bound on resident memory that an allocating thread gives memory back for before it
         * grows past it.
         *
         * @param bytes positive; default none
         * @return this builder
         * @throws IllegalArgumentException if {@code bytes <= 0}
         */
        public Builder softLimit(long bytes) {
            this.softLimit = checkPositive("soft limit", bytes);
            return this;
        }

        /**
         * Sets a bound on resident memory that is never passed: an allocation that would fails.
         *
         * @param bytes positive; default none
         * @return this builder
         * @throws IllegalArgumentException if {@code bytes <= 0}
         */
        public Builder hardLimit(long bytes) {
            this.hardLimit = checkPositive("hard limit", bytes);
            return this;
        }

        /**
         * Sets how long a free page stays resident, about.
         *
         * @param decay not negative; the profile has a default
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder decay(Duration decay) {
            if (decay.isNegative()) {
                throw new IllegalArgumentException("decay " + decay + " is negative");
            }
            this.decay = decay;
            return this;
        }

        /**
         * Sets where memory comes from.
         *
         * @param source default: the system's, or {@link PageSource#portable()} with a line in the
         *     log where native access is denied
         * @return this builder
         */
        public Builder pageSource(PageSource source) {
            this.pageSource = requireNonNull(source);
            return this;
        }

        /**
         * Sets a name for errors, statistics and logs.
         *
         * @param name default {@code spans}
         * @return this builder
         */
        public Builder name(String name) {
            this.name = requireNonNull(name);
            return this;
        }

        /**
         * Chooses whether a shared daemon thread gives memory back in time. Without it, call
         * {@link SpanAllocator#scavenge()}.
         *
         * @param background default true
         * @return this builder
         */
        public Builder backgroundScavenger(boolean background) {
            this.background = background;
            return this;
        }

        /**
         * Sets what is told at close of each block that was not freed. Without it
         * {@link Profile#DEBUG} logs them, and the other profiles do nothing.
         *
         * @param onLeak called by the thread that closes
         * @return this builder
         */
        public Builder onLeak(Consumer<? super LeakedBlock> onLeak) {
            this.onLeak = requireNonNull(onLeak);
            return this;
        }

        /** Sets the clock, in nanoseconds; for tests. */
        Builder clock(LongSupplier clock) {
            this.clock = clock;
            return this;
        }

        /**
         * {@return the allocator}
         *
         * @throws IllegalArgumentException if the soft limit is above the hard one
         */
        public SpanAllocator build() {
            if (softLimit > hardLimit && softLimit != MemoryLimit.NONE) {
                throw new IllegalArgumentException(
                        "soft limit " + softLimit + " is above hard limit " + hardLimit);
            }
            return new SpanAllocator(new Settings(
                    name, profile, softLimit, hardLimit,
                    nanos(decay != null ? decay : profile.decay()),
                    pageSource != null ? pageSource : SystemPageSources.orPortable(),
                    background,
                    onLeak,
                    clock));
        }

        private static long nanos(Duration decay) {
            return decay.compareTo(Duration.ofDays(36500)) > 0
                    ? Duration.ofDays(36500).toNanos() : decay.toNanos();
        }

        private static long checkPositive(String what, long bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException(what + " " + bytes + " is not positive");
            }
            return bytes;
        }
    }
}
