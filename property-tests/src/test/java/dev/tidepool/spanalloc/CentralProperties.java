// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A central hands out its fullest span, and finds all empty ones wherever they are. */
class CentralProperties {

    private static final int CLASS = SizeClasses.of(64); // 128 slots

    private final MCache owner = Bare.owner();

    private Span spanWith(int live) {
        Span span = Bare.span(CLASS, owner);
        for (int i = 0; i < live; i++) {
            assertTrue(span.take() >= 0 || span.advance() && span.take() >= 0);
        }
        span.ownedToPartial();
        return span;
    }

    /** Powers of two apart: what is in one list is within a factor of two. */
    private static int fullness(int live) {
        return Math.min(8, 32 - Integer.numberOfLeadingZeros(live));
    }

    @Property(tries = 300)
    void theFullestIsTakenFirst(
            @ForAll @Size(max = 40) List<@IntRange(max = 127) Integer> lives,
            @ForAll @IntRange(max = 40) int takes) {
        var central = new MCentral();
        Map<Span, Integer> listed = new IdentityHashMap<>();
        for (int live : lives) {
            Span span = spanWith(live);
            central.put(span);
            listed.put(span, live);
            central.checkInvariants();
        }
        for (int i = 0; i < takes; i++) {
            Span span = central.take(owner);
            if (listed.isEmpty()) {
                assertNull(span);
                continue;
            }
            int most = listed.values().stream().mapToInt(live -> Math.max(1, fullness(live)))
                    .max().orElse(0);
            assertEquals(most, Math.max(1, fullness(listed.remove(span))));
            assertEquals(Span.OWNED, span.state());
            assertTrue(span.owner == owner);
            central.checkInvariants();
        }
    }

    /** Also those that went empty by frees from elsewhere in a list of full ones. */
    @Property(tries = 300)
    void allEmptySpansAreFound(
            @ForAll @Size(max = 40) List<@IntRange(max = 127) Integer> lives, @ForAll long seed) {
        var random = new Random(seed);
        var central = new MCentral();
        Set<Span> expected = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Span> others = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int live : lives) {
            Span span = spanWith(live);
            central.put(span);
            int freed = random.nextBoolean() ? live : random.nextInt(live + 1);
            for (int slot = 0; slot < freed; slot++) {
                assertTrue(span.freeRemote(slot));
            }
            (freed == live ? expected : others).add(span);
        }
        assertEquals(expected, identities(central.takeEmpty()));
        expected.forEach(span -> assertEquals(Span.DEAD, span.state()));
        central.checkInvariants();
        Set<Span> left = Collections.newSetFromMap(new IdentityHashMap<>());
        central.forEach(left::add);
        assertEquals(others, left);
        assertEquals(List.of(), central.takeEmpty());
    }

    private static Set<Span> identities(List<Span> spans) {
        Set<Span> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(spans);
        assertEquals(spans.size(), set.size(), "a span twice");
        return set;
    }

    // ---- large blocks

    @Property(tries = 300)
    void aLargeBlockIsReusedForItsSizeAndForNoMuchLesser(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 60) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 400) int capacityPages,
            @ForAll @Size(60) List<Integer> steps) {
        var cache = new LargeCache(capacityPages * 8192L);
        Map<Span, Long> idle = new HashMap<>();
        long now = Long.MAX_VALUE - 20; // the clock passes its end
        for (int pages : sizes) {
            var random = new Random(steps.get((int) (now - Long.MAX_VALUE + 20)));
            now++;
            long bytes = idle.keySet().stream().mapToLong(Span::bytes).sum();
            if (random.nextInt(3) > 0) {
                Span span = Bare.large(pages);
                assertEquals(bytes + span.bytes() <= capacityPages * 8192L,
                        cache.offer(span, now));
                if (bytes + span.bytes() <= capacityPages * 8192L) {
                    idle.put(span, now);
                }
            } else {
                Span span = cache.take(pages);
                assertTrue(span == null || idle.remove(span) != null, "nobody offered it");
                assertTrue(span == null
                        || span.pages >= pages && span.pages <= pages + pages / 8);
            }
            drain(cache, idle, now, random);
        }
        cache.drain(now);
        assertTrue(sizes.stream().allMatch(pages -> cache.take(pages) == null));
    }

    private static void drain(LargeCache cache, Map<Span, Long> idle, long now, Random random) {
        if (random.nextInt(5) == 0) {
            long since = now - random.nextInt(10);
            Set<Span> old = new HashSet<>();
            idle.forEach((span, at) -> {
                if (at - since <= 0) {
                    old.add(span);
                }
            });
            assertEquals(old, new HashSet<>(cache.drain(since)));
            idle.keySet().removeAll(old);
        }
    }

    @Property(tries = 100)
    void theOneFreedLastIsReusedFirst(@ForAll @IntRange(min = 1, max = 64) int pages,
            @ForAll @IntRange(min = 1, max = 8) int count) {
        var cache = new LargeCache(Long.MAX_VALUE);
        List<Span> offered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            offered.add(Bare.large(pages));
            assertTrue(cache.offer(offered.getLast(), i));
        }
        for (Span span : offered.reversed()) {
            assertTrue(cache.take(pages) == span);
        }
    }
}
