// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static dev.tidepool.spanalloc.Torture.require;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * An allocator in a JVM whose heap is full but for some bytes, a few more each time: so each of the
 * objects that an operation makes on the heap is once the one that there is no room for. Run by
 * {@link TinyHeapTest}, without thread-local allocation buffers, so that the bytes are exact.
 */
final class TinyHeapChild {

    private static final int TRIALS = 28;

    private static Object[] filler = new Object[0];
    private static byte[] slack = new byte[0];
    private static int filled;

    private final SpanAllocator allocator;
    private final List<MemorySegment> held = new ArrayList<>(100_000);
    private int refusals;
    private int successes;

    private TinyHeapChild(Profile profile) {
        allocator = SpanAllocator.builder().profile(profile).backgroundScavenger(false).build();
    }

    /** Does it with each profile named. */
    public static void main(String[] profiles) {
        for (String profile : profiles) {
            var all = new Torture(Profile.valueOf(profile), PageSource.system(), 1, 1, 42);
            all.run(1); // each call is linked before the heap is full
            all.allocator().close();
            var child = new TinyHeapChild(Profile.valueOf(profile));
            child.run();
            System.out.println(profile + ": " + child.refusals + " refused, " + child.successes
                    + " served");
        }
        System.out.println("done");
    }

    private void run() {
        for (boolean rehearsal : new boolean[] {true, false}) { // loads each class before
            each(rehearsal, "new span", this::small);
            each(rehearsal, "large", n -> allocator.allocateUninitialized(100_000 + n, 8));
            each(rehearsal, "aligned", n -> allocator.allocateUninitialized(100, 1 << 14));
            held.forEach(allocator::free);
            held.clear();
        }
        allocator.trim();
        allocator.tiers().checkInvariants();
        SpanStats stats = allocator.stats();
        require(stats.liveBlocks() == 0 && stats.sum() == stats.reserved()
                && stats.resident() == 0, stats.toText());
        allocator.close();
    }

    /** Another class each time, so that each needs a span. */
    private MemorySegment small(long n) {
        return allocator.allocateUninitialized(8 + 24 * n * 7919 % 24_000, 8);
    }

    private void each(boolean rehearsal, String what, LongFunction<MemorySegment> operation) {
        for (int trial = 0; trial < (rehearsal ? 20 : TRIALS); trial++) {
            int left = trial < 20 ? 16 * trial : 160 * (trial - 17);
            MemorySegment block = null;
            OutOfMemoryError error = null;
            if (!rehearsal) {
                fill(left);
            }
            try {
                block = operation.apply(trial);
            } catch (OutOfMemoryError e) {
                error = e;
            }
            empty();
            if (block != null) {
                Bytes.write(block);
                held.add(block);
                successes++;
            } else {
                require(!(error instanceof OffHeapMemoryError), what + ": " + error);
                refusals++;
            }
            check(what + " with " + left + " bytes left", error);
        }
    }

    private void check(String when, @Nullable OutOfMemoryError error) {
        try {
            allocator.tiers().checkInvariants();
            require(allocator.stats().liveBlocks() == held.size(), held.size() + " are held: "
                    + allocator.stats().toText());
        } catch (IllegalStateException | AssertionError e) {
            e.addSuppressed(error);
            throw new AssertionError(when + ": " + e.getMessage(), e);
        }
        held.forEach(Bytes::check);
    }

    /** Fills the heap but for so many bytes. */
    private static void fill(int left) {
        filler = new Object[4096];
        filled = 0;
        slack = new byte[left];
        for (int size = 1 << 19; size >= 16; size /= 32) {
            try {
                while (filled < filler.length) {
                    filler[filled] = new byte[size];
                    filled++;
                }
            } catch (OutOfMemoryError e) {
                // on with a smaller size
            }
        }
        slack = null;
    }

    private static void empty() {
        filler = null;
        slack = null;
    }

    /** A pattern of its own in each block. */
    private static final class Bytes {

        static void write(MemorySegment block) {
            for (long at = 0; at < block.byteSize(); at += 509) {
                block.set(JAVA_BYTE, at,
                        (byte) (block.address() >>> 3));
            }
        }

        static void check(MemorySegment block) {
            for (long at = 0; at < block.byteSize(); at += 509) {
                require(block.get(JAVA_BYTE, at)
                        == (byte) (block.address() >>> 3), "overwritten: " + block);
            }
        }
    }
}
