// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What an allocator was built with; {@code clock} answers nanoseconds. */
record Settings(
        String name,
        Profile profile,
        long softLimit,
        long hardLimit,
        long decayNanos,
        PageSource pageSource,
        boolean background,
        @Nullable Consumer<? super LeakedBlock> onLeak,
        LongSupplier clock) {

    private static final long LARGEST_REGION = 64 << 20;
    private static final long LARGEST_RESIDENT_REGION = 4 << 20;
    private static final long SMALLEST_REGION = 512 << 10; // a word of the page bitmap

    /**
     * {@return the size of a common region} Address space costs nothing, so it is taken in large
     * pieces; where it comes with memory behind it, in small ones, more so under a small limit.
     */
    long regionBytes() {
        if (pageSource.releases()) {
            return LARGEST_REGION;
        }
        long fair = Long.highestOneBit(Math.max(hardLimit / 8, SMALLEST_REGION));
        return Math.min(fair, LARGEST_RESIDENT_REGION);
    }

    /** {@return the same, over another page source} */
    Settings over(PageSource source) {
        return new Settings(
                name, profile, softLimit, hardLimit, decayNanos, source, background, onLeak, clock);
    }

    /** {@return whether close is to tell which blocks were not freed} */
    boolean wantsLeaks() {
        return onLeak != null || profile == Profile.DEBUG;
    }
}
