// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/** Lets tests in other packages look at what must hold inside an allocator that nobody uses. */
public final class SpanChecks {

    private SpanChecks() {
    }

    /** From now on the background thread leaves the allocator alone, after a tick under way. */
    public static void rest(SpanAllocator allocator) {
        ScavengerThread.unwatch(allocator.tiers().scavenger());
    }

    /** Undoes {@link #rest}. */
    public static void goOn(SpanAllocator allocator) {
        ScavengerThread.watch(allocator.tiers().scavenger());
    }

    /** Throws what says what does not hold. */
    public static void check(SpanAllocator allocator) {
        allocator.tiers().checkInvariants();
    }

    /** {@return how many regions a closed allocator still has} */
    public static int regions(SpanAllocator allocator) {
        MHeap heap = allocator.tiers().heap();
        return heap.locked(heap::allRegions).size();
    }
}
