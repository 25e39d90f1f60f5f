// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import dev.tidepool.spanalloc.Detection;
import dev.tidepool.spanalloc.SpanStats;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON that says what a record says, and text that can be shown. */
final class FuzzedStatsPromise {

    private FuzzedStatsPromise() {}

    static void check(SpanStats stats) throws IOException {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("version", 1L);
        expected.putAll(members(stats));
        Map<String, Object> kinds = new LinkedHashMap<>();
        for (Detection kind : Detection.values()) {
            kinds.put(kind.name(), stats.detections().getOrDefault(kind, 0L));
        }
        expected.put("detections", kinds);
        Object found = StrictJson.parse(stats.toJson());
        require(expected.equals(found), "JSON says " + found + ", not " + expected);
        String text = stats.toText();
        require(text.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)),
                "control characters in " + text);
        require(text.contains(String.format("%,d", stats.reserved()).replace(',', ' ')), text);
        require((stats.sum() == stats.reserved()) == text.contains("the seven parts add up"), text);
    }

    /** {@return the components of a record by name, records in it likewise} */
    private static Map<String, Object> members(Record one) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            try {
                members.put(component.getName(), plain(component.getAccessor().invoke(one)));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return members;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Record inner -> members(inner);
            case List<?> list -> list.stream().map(FuzzedStatsPromise::plain).toList();
            case Integer number -> number.longValue();
            case Enum<?> constant -> constant.name();
            default -> value;
        };
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
