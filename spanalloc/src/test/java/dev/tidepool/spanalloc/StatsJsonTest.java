// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatsJsonTest {

    @Test
    void everyComponentComesBackAsItWas() {
        SpanStats stats = StatsSamples.numbered("main");
        assertEquals(stats, statsOf(stats.toJson()));
    }

    @Test
    void theVersionComesFirst() {
        String json = StatsSamples.empty().toJson();
        assertTrue(json.startsWith("{\"version\": 1, \"name\": \"\""), json);
    }

    @Test
    void namesMayHoldAnything() {
        SpanStats stats = StatsSamples.numbered(StatsSamples.NASTY);
        String json = stats.toJson();
        assertEquals(stats, statsOf(json));
        assertTrue(json.chars().allMatch(c -> c == '\n' || c >= 0x20 && c != 0x7f && c != 0x2028));
    }

    @Test
    void halfASurrogatePairSurvivesUtf8() {
        for (String half : List.of("\ud83d", "\ude00", "a\ude00\ud83db", "\ud83d\ud83d\ude00")) {
            byte[] bytes = StatsSamples.numbered(half).toJson().getBytes(StandardCharsets.UTF_8);
            assertEquals(half, statsOf(new String(bytes, StandardCharsets.UTF_8)).name());
        }
    }

    @Test
    void theLargestNumbersAreWrittenInFull() {
        assertTrue(StatsSamples.empty().toJson().contains("\"hard\": 9223372036854775807"));
    }

    @Test
    void aDetectionThatIsMissingCountsAsZero() {
        assertEquals(0L, statsOf(StatsSamples.empty().toJson()).detections()
                .get(Detection.OVERRUN));
    }

    @Test
    void digitsAreTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            SpanStats stats = StatsSamples.numbered("main");
            assertEquals(stats, statsOf(stats.toJson()));
            assertFalse(stats.toText().chars().anyMatch(c -> c >= 0x0660 && c <= 0x0669));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}x", "{\"a\": 1,}", "{\"a\": 1 \"b\": 2}", "[1, 2,]",
        "[1 2]", "\"a", "\"\u0001\"", "\"\\x\"", "\"\\u12g4\"", "01", "-0", "1.5", "tru",
        "{\"a\": 1, \"a\": 1}"})
    void theReaderOfTheseTestsRefusesWhatIsNoJson(String json) {
        assertThrows(RuntimeException.class, () -> JsonReader.read(json));
    }

    /** A component or key too many or too few does not compile or does not pass. */
    private static SpanStats statsOf(String json) {
        Members all = new Members(JsonReader.read(json));
        assertEquals(1, all.number("version"));
        Members pages = all.object("pages");
        Members limits = all.object("limits");
        Members scavenger = all.object("scavenger");
        Members detections = all.object("detections");
        Members peak = all.object("peak");
        Map<Detection, Long> counts = new EnumMap<>(Detection.class);
        for (Detection kind : Detection.values()) {
            counts.put(kind, detections.number(kind.name()));
        }
        SpanStats stats = new SpanStats(all.text("name"), Profile.valueOf(all.text("profile")),
                all.number("reserved"), all.number("live"), all.number("rounding"),
                all.number("freeSlots"), all.number("tails"), all.number("cachedPages"),
                all.number("freeResident"), all.number("released"), all.number("liveBlocks"),
                all.number("quarantined"), all.number("peakResident"),
                new SpanStats.Pages(pages.small("regions"), pages.number("largestFreeRun"),
                        pages.number("maps"), pages.number("refaulted"), pages.numbers("freeRuns"),
                        pages.number("commits"), pages.number("commitNanos")),
                new SpanStats.Limits(limits.number("soft"), limits.number("hard"),
                        limits.number("softHits"), limits.number("hardHits"),
                        limits.number("reliefs"), limits.number("failures"),
                        limits.number("assistNanos")),
                new SpanStats.Scavenging(scavenger.number("calls"), scavenger.number("bytes"),
                        scavenger.number("failures"), scavenger.number("nanos"),
                        scavenger.number("ticks")),
                counts, all.rows("sizeClasses", StatsJsonTest::sizeClass),
                all.rows("caches", StatsJsonTest::cache),
                new SpanStats.Peak(peak.number("demand"), peak.number("resident")));
        List.of(all, pages, limits, scavenger, detections, peak).forEach(Members::requireNoMore);
        return stats;
    }

    private static SpanStats.SizeClass sizeClass(Members row) {
        return new SpanStats.SizeClass(row.small("id"), row.small("slotSize"),
                row.number("spans"), row.number("spansMade"), row.number("spansReturned"),
                row.number("slots"), row.number("liveBlocks"), row.number("live"),
                row.number("allocations"), row.number("frees"), row.number("refills"),
                row.number("collects"), row.number("remoteFrees"), row.numbers("occupancy"));
    }

    private static SpanStats.Cache cache(Members row) {
        return new SpanStats.Cache(row.text("owner"), row.small("spans"),
                row.number("spanBytes"), row.number("pageBytes"), row.number("refills"),
                row.number("localRefills"));
    }

    /** The members of an object, each of which can be taken once. */
    private record Members(Map<?, ?> map) {

        Members(Object value) {
            this((Map<?, ?>) value);
        }

        long number(String key) {
            return (Long) take(key);
        }

        List<Long> numbers(String key) {
            return ((List<?>) take(key)).stream().map(Long.class::cast).toList();
        }

        int small(String key) {
            return Math.toIntExact(number(key));
        }

        String text(String key) {
            return (String) take(key);
        }

        Members object(String key) {
            return new Members(take(key));
        }

        <T> List<T> rows(String key, Function<Members, T> row) {
            return ((List<?>) take(key)).stream().map(value -> {
                Members members = new Members(value);
                T result = row.apply(members);
                members.requireNoMore();
                return result;
            }).toList();
        }

        void requireNoMore() {
            assertTrue(map.isEmpty(), map.toString());
        }

        private Object take(String key) {
            Object value = map.remove(key);
            assertTrue(value != null, key + " is missing");
            return value;
        }
    }
}
