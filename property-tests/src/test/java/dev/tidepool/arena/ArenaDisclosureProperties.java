// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Pools of every kind of zeroing over one allocator, which others use directly: what one of them
 * leaves is in the next one's memory, and shown by none that promises zeros.
 */
class ArenaDisclosureProperties {

    @Property(tries = 60)
    void whatAnOwnerWroteIsNotShownToTheNext(@ForAll long seed, @ForAll Profile profile) {
        var random = new Random(seed);
        try (SpanAllocator allocator = SpanAllocator.builder().profile(profile)
                        .onLeak(leak -> { }).backgroundScavenger(false).build();
                SpanAllocator other = SpanAllocator.builder().profile(profile)
                        .onLeak(leak -> { }).backgroundScavenger(false).build()) {
            List<Tenancy> tenancies = new ArrayList<>();
            for (Zeroing zeroing : Zeroing.values()) {
                tenancies.add(new Tenancy(allocator, zeroing, profile, (byte) 0x31, random));
            }
            tenancies.add(new Tenancy(other, Zeroing.NONE, profile, (byte) 0x32, random));
            for (int i = 0; i < 200; i++) {
                Tenancy next = tenancies.get(random.nextInt(tenancies.size()));
                next.step();
            }
            tenancies.forEach(Tenancy::end);
            assertEquals(0, allocator.stats().liveBlocks());
            assertEquals(0, other.stats().liveBlocks());
        }
    }
}
