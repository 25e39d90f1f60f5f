// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * {@link SpanStats} as JSON: the components' names are the keys, and every number is an integer in
 * full. A change of the meaning of a key changes the version; a new key does not.
 */
final class StatsJson {

    private static final int VERSION = 1;

    private StatsJson() {}

    static String of(SpanStats stats) {
        JsonObject json = new JsonObject();
        json.put("version", VERSION);
        json.put("name", stats.name());
        json.put("profile", stats.profile().name());
        json.put("reserved", stats.reserved());
        json.put("live", stats.live());
        json.put("rounding", stats.rounding());
        json.put("freeSlots", stats.freeSlots());
        json.put("tails", stats.tails());
        json.put("cachedPages", stats.cachedPages());
        json.put("freeResident", stats.freeResident());
        json.put("released", stats.released());
        json.put("liveBlocks", stats.liveBlocks());
        json.put("quarantined", stats.quarantined());
        json.put("peakResident", stats.peakResident());
        json.put("pages", pages(stats.pages()));
        json.put("limits", limits(stats.limits()));
        json.put("scavenger", scavenger(stats.scavenger()));
        json.put("detections", detections(stats.detections()));
        json.put("sizeClasses", rows(stats.sizeClasses(), StatsJson::sizeClass));
        json.put("caches", rows(stats.caches(), StatsJson::cache));
        json.put("peak", peak(stats.peak()));
        return json + "\n";
    }

    private static JsonObject pages(SpanStats.Pages pages) {
        JsonObject json = new JsonObject();
        json.put("regions", pages.regions());
        json.put("largestFreeRun", pages.largestFreeRun());
        json.put("maps", pages.maps());
        json.put("refaulted", pages.refaulted());
        json.putNumbers("freeRuns", pages.freeRuns());
        json.put("commits", pages.commits());
        json.put("commitNanos", pages.commitNanos());
        return json;
    }

    private static JsonObject peak(SpanStats.Peak peak) {
        JsonObject json = new JsonObject();
        json.put("demand", peak.demand());
        json.put("resident", peak.resident());
        return json;
    }

    private static JsonObject limits(SpanStats.Limits limits) {
        JsonObject json = new JsonObject();
        json.put("soft", limits.soft());
        json.put("hard", limits.hard());
        json.put("softHits", limits.softHits());
        json.put("hardHits", limits.hardHits());
        json.put("reliefs", limits.reliefs());
        json.put("failures", limits.failures());
        json.put("assistNanos", limits.assistNanos());
        return json;
    }

    private static JsonObject scavenger(SpanStats.Scavenging scavenger) {
        JsonObject json = new JsonObject();
        json.put("calls", scavenger.calls());
        json.put("bytes", scavenger.bytes());
        json.put("failures", scavenger.failures());
        json.put("nanos", scavenger.nanos());
        json.put("ticks", scavenger.ticks());
        return json;
    }

    private static JsonObject detections(Map<Detection, Long> counts) {
        JsonObject json = new JsonObject();
        for (Detection kind : Detection.values()) {
            json.put(kind.name(), counts.getOrDefault(kind, 0L));
        }
        return json;
    }

    private static void sizeClass(SpanStats.SizeClass row, JsonObject json) {
        json.put("id", row.id());
        json.put("slotSize", row.slotSize());
        json.put("spans", row.spans());
        json.put("spansMade", row.spansMade());
        json.put("spansReturned", row.spansReturned());
        json.put("slots", row.slots());
        json.put("liveBlocks", row.liveBlocks());
        json.put("live", row.live());
        json.put("allocations", row.allocations());
        json.put("frees", row.frees());
        json.put("refills", row.refills());
        json.put("collects", row.collects());
        json.put("remoteFrees", row.remoteFrees());
        json.putNumbers("occupancy", row.occupancy());
    }

    private static void cache(SpanStats.Cache row, JsonObject json) {
        json.put("owner", row.owner());
        json.put("spans", row.spans());
        json.put("spanBytes", row.spanBytes());
        json.put("pageBytes", row.pageBytes());
        json.put("refills", row.refills());
        json.put("localRefills", row.localRefills());
    }

    private static <T> List<JsonObject> rows(List<T> rows, BiConsumer<T, JsonObject> fill) {
        return rows.stream().map(row -> {
            JsonObject json = new JsonObject();
            fill.accept(row, json);
            return json;
        }).toList();
    }
}
