// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.function.LongSupplier;

/** Single tiers without the others around them, and without memory. */
final class Bare {

    /** As many bytes as a region has at least: 64 pages. */
    static final long SMALL_REGION = 512 << 10;

    private Bare() {
    }

    /** Somebody who can own spans. */
    static MCache owner() {
        return new MCache();
    }

    static Span span(int classId, MCache owner) {
        int pages = SizeClasses.spanPages(classId);
        return new Span(new PageRange(Region.NONE, 1 << 20, pages, true), classId, owner);
    }

    /** An idle large block. */
    static Span large(int pages) {
        return new Span(new PageRange(Region.NONE, 1 << 20, pages, true));
    }

    static Settings settings(Profile profile, PageSource source, LongSupplier clock, long soft,
            long hard, long decayNanos) {
        return new Settings("bare", profile, soft, hard, decayNanos, source, false, null, clock);
    }

    /** Tiers that hold no memory: regions of 64 pages, which the system cannot take back. */
    static Tiers tiers(Profile profile) {
        return new Tiers(settings(profile, new FakePages(false, 8192), new StubClock(0),
                MemoryLimit.NONE, 8 * SMALL_REGION, Long.MAX_VALUE / 4));
    }
}
