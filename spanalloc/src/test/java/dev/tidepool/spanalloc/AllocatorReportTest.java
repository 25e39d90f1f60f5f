// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What people and programs read about an allocator. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
@ParameterizedClass
@EnumSource(Profile.class)
class AllocatorReportTest {
    private static final String NAME = "a \"quay\" <b>&\\\n\t\u0001\u20ac";

    @Parameter
    Profile profile;

    private SpanAllocator allocator;
    private MemorySegment small;

    @BeforeEach
    void openAnAllocatorInUse() {
        allocator = SpanAllocator.builder()
                .profile(profile)
                .name(NAME)
                .onLeak(leak -> {})
                .build();
        small = allocator.allocate(1000, 8);
        allocator.allocate(100_000, 8);
        allocator.free(allocator.allocate(40, 8));
    }

    @AfterEach
    void close() {
        allocator.close();
    }

    @Test
    void theNameIsTheOneItWasGiven() {
        assertEquals(NAME, allocator.stats().name());
    }

    @Test
    void anAllocatorWithoutANameGetsOne() {
        try (SpanAllocator nameless = SpanAllocator.create()) {
            String name = nameless.stats().name();
            assertFalse(name.isBlank());
            assertTrue(nameless.toString().contains(name), nameless::toString);
            assertEquals(Profile.BALANCED, nameless.stats().profile());
        }
    }

    @Test
    void theDescriptionTellsAllocatorsApart() {
        String text = allocator.toString();
        assertTrue(text.contains(NAME), text);
        assertTrue(text.contains(profile.name()), text);
        allocator.close();
        assertTrue(allocator.toString().contains(NAME), allocator::toString);
        assertTrue(allocator.toString().toLowerCase(Locale.ROOT).contains("closed"),
                allocator::toString);
    }

    private static Map<?, ?> json(SpanStats stats) {
        return assertInstanceOf(Map.class, JsonReader.read(stats.toJson()));
    }

    @Test
    void theJsonIsWellFormedAndComplete() {
        SpanStats stats = allocator.stats();
        Map<?, ?> json = json(stats);
        assertEquals(1L, json.get("version"));
        assertEquals(NAME, json.get("name"));
        assertEquals(profile.name(), json.get("profile"));
        assertEquals(stats.reserved(), json.get("reserved"));
        assertEquals(101_000L, json.get("live"));
        assertEquals(2L, json.get("liveBlocks"));
        for (String part : List.of(
                "rounding", "freeSlots", "tails", "cachedPages", "freeResident", "released",
                "quarantined", "peakResident", "pages", "limits", "scavenger", "detections",
                "sizeClasses", "caches")) {
            assertNotNull(json.get(part), () -> "no " + part + " in " + json);
        }
    }

    @Test
    void theJsonHasEveryRowAndEveryKindOfMisuse() {
        SpanStats stats = allocator.stats();
        Map<?, ?> json = json(stats);
        var rows = assertInstanceOf(List.class, json.get("sizeClasses"));
        assertEquals(stats.sizeClasses().size(), rows.size());
        var row = assertInstanceOf(Map.class, rows.getFirst());
        assertEquals((long) stats.sizeClasses().getFirst().id(), row.get("id"));
        assertEquals(stats.sizeClasses().getFirst().allocations(), row.get("allocations"));
        var detections = assertInstanceOf(Map.class, json.get("detections"));
        assertEquals(Detection.values().length, detections.size());
        var limits = assertInstanceOf(Map.class, json.get("limits"));
        assertEquals(7, limits.size());
        var caches = assertInstanceOf(List.class, json.get("caches"));
        assertEquals(stats.caches().size(), caches.size());
    }

    @Test
    void theTextIsForPeople() {
        String text = allocator.stats().toText();
        for (String word : List.of("reserved", "live", "released", "free", profile.name())) {
            assertTrue(text.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)),
                    () -> "no " + word + " in:\n" + text);
        }
        assertTrue(text.lines().count() > 5, text);
        assertTrue(text.lines().allMatch(line -> line.length() < 200), text);
    }

    @Test
    void theMapIsASelfContainedPage() {
        String page = allocator.heapMapHtml();
        String lower = page.toLowerCase(Locale.ROOT);
        assertTrue(lower.stripLeading().startsWith("<!doctype html>"), page);
        assertTrue(lower.contains("</html>"), page);
        for (String outside : List.of(" src=", "<link", "@import", "url(h", "url(/")) {
            assertFalse(lower.contains(outside), () -> outside + " in:\n" + page);
        }
        assertFalse(page.contains("<b>"), "the name is not escaped");
        assertTrue(page.contains("&lt;b&gt;&amp;"), "the name is missing");
    }

    @Test
    void theMapIsDrawnOfAnAllocatorThatHoldsNothing() {
        try (SpanAllocator fresh = SpanAllocator.create()) {
            assertTrue(fresh.heapMapHtml().contains("</html>"));
        }
    }

    @Test
    void aRefusalNamesTheAllocatorsBlock() {
        Refusals.assertInterior(allocator, small, small.address() + 8,
                () -> allocator.free(small.asSlice(8)));
    }
}
