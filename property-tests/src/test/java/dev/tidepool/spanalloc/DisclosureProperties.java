// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Nobody sees what another owner wrote, unless they ask for memory as it is. */
class DisclosureProperties {

    /** Where the memory comes from. */
    enum Memory { SYSTEM, PORTABLE, RUBBISH }

    private static PageSource source(Memory memory, byte secret) {
        return switch (memory) {
            case SYSTEM -> PageSource.system();
            case PORTABLE -> PageSource.portable();
            case RUBBISH -> new RubbishPages(secret);
        };
    }

    private static SpanAllocator.Builder builder(Profile profile, PageSource source) {
        return SpanAllocator.builder().profile(profile).pageSource(source).hardLimit(64 << 20)
                .onLeak(leak -> { }).backgroundScavenger(false);
    }

    /** Two allocators with owners of their own, who do not see the others' bytes in any case. */
    @Property(tries = 60)
    void whatAnOwnerWroteIsNotShownToTheNext(
            @ForAll long seed, @ForAll Profile profile, @ForAll Memory memory) {
        var random = new Random(seed);
        var helper = new Helper();
        try (SpanAllocator first = builder(profile, source(memory, (byte) 0x33)).build();
                SpanAllocator second = builder(profile, PageSource.system()).build()) {
            var owners = new Owners(first, profile, (byte) 0x31, random);
            var others = new Owners(second, profile, (byte) 0x32, random);
            for (int i = 0; i < 120; i++) {
                Owners next = random.nextInt(4) == 0 ? others : owners;
                if (random.nextInt(3) == 0) {
                    helper.run(next::step);
                } else {
                    next.step();
                }
            }
            owners.end();
            others.end();
            first.trim();
            first.tiers().checkInvariants();
            Map<Detection, Long> found = first.stats().detections();
            assertTrue(found.values().stream().allMatch(count -> count == 0), found::toString);
        } finally {
            helper.end();
        }
    }
}
