// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Figure;
import dev.tidepool.bench.Json;
import dev.tidepool.bench.JsonTree;
import dev.tidepool.bench.Reading;
import dev.tidepool.bench.Readings;
import dev.tidepool.bench.Suite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What a report says of a suite.
 *
 * @param unit what is retained is counted in
 * @param series columns of the readings' points in time, if they have any
 */
record Section(
        String name,
        String title,
        String question,
        String unit,
        List<String> series,
        List<Figure> figures,
        List<Entry> entries,
        List<Skip> skipped,
        Readings readings) {

    /** {@return what a suite's readings amount to} */
    static Section of(Suite suite, List<Entry> all, List<Skip> failed) {
        List<Entry> entries = all.stream().filter(e -> e.suite().equals(suite.name())).toList();
        Readings readings = readings(entries);
        List<Skip> skipped = new ArrayList<>();
        suite.absent().forEach((subject, reason) -> skipped.add(new Skip(subject, reason)));
        skipped.addAll(failed);
        return new Section(
                suite.name(),
                suite.title(),
                suite.question(),
                suite.retainedUnit(),
                suite.series(),
                suite.rows().stream()
                        .filter(row -> row.hasTarget() || row.isMeasured(readings))
                        .map(row -> row.figure(readings))
                        .toList(),
                entries,
                skipped,
                readings);
    }

    static Section of(JsonTree json) {
        String name = json.text("suite");
        List<Entry> entries = json.nodes("samples").stream().map(Entry::of).toList();
        return new Section(
                name,
                json.text("title"),
                json.text("question"),
                json.text("unit"),
                List.of(json.text("series").split(" ", -1)),
                json.nodes("rows").stream().map(Figure::of).toList(),
                entries,
                json.nodes("skipped").stream().map(Skip::of).toList(),
                readings(entries));
    }

    private static Readings readings(List<Entry> entries) {
        Readings readings = new Readings();
        for (Entry entry : entries) {
            readings.add(entry.work(), entry.subject(), entry.round(), entry.reading());
        }
        return readings;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("suite", name);
        map.put("title", title);
        map.put("question", question);
        map.put("unit", unit);
        map.put("series", String.join(" ", series));
        map.put("rows", figures.stream().map(figure -> raw(figure.toMap())).toList());
        map.put("skipped", skipped.stream().map(skip -> raw(skip.toMap())).toList());
        map.put("samples", entries.stream().map(entry -> raw(entry.toMap())).toList());
        return map;
    }

    private static Json.Raw raw(Map<String, Object> map) {
        return new Json.Raw(Json.line(map));
    }

    boolean hasSeries() {
        return entries.stream().anyMatch(entry -> !entry.reading().series().isEmpty());
    }

    /** {@return whether any reading has such a figure} */
    boolean has(ToDoubleFunction<Reading> figure) {
        return entries.stream().anyMatch(e -> !Double.isNaN(figure.applyAsDouble(e.reading())));
    }

    /** {@return the headings of the suite's own figures} */
    Set<String> more() {
        Set<String> headings = new LinkedHashSet<>();
        entries.forEach(entry -> headings.addAll(entry.reading().more().keySet()));
        return headings;
    }

    List<Figure> figures(boolean hasTarget) {
        return figures.stream().filter(figure -> figure.hasTarget() == hasTarget).toList();
    }
}
