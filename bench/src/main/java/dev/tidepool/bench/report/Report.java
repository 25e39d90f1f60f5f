// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Figure;
import dev.tidepool.bench.Json;
import dev.tidepool.bench.JsonTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A report as it is stored.
 *
 * @param fingerprint under what it was measured
 * @param rounds how many were asked for
 */
record Report(JsonTree fingerprint, int rounds, List<Section> sections) {

    static Report of(JsonTree json) {
        return new Report(
                json.node("fingerprint"),
                json.node("options").integer("rounds"),
                json.nodes("suites").stream().map(Section::of).toList());
    }

    String toJson() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("profile", profile());
        options.put("rounds", rounds);
        options.put("suites", sections.stream().map(Section::name).toList());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("fingerprint", new Json.Raw(Json.line(fingerprint.members())));
        map.put("options", new Json.Raw(Json.line(options)));
        map.put("suites", sections.stream().map(Section::toMap).toList());
        return Json.write(map);
    }

    String profile() {
        return fingerprint.text("profile");
    }

    String plant() {
        return fingerprint.text("plant");
    }

    Optional<Section> section(String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst();
    }

    private long count(Predicate<Figure> wanted) {
        return sections.stream()
                .flatMap(section -> section.figures(true).stream())
                .filter(wanted)
                .count();
    }

    /** {@return how the targets fared, in a sentence} */
    String headline() {
        long targets = count(figure -> true);
        if (targets == 0) {
            return "No row with a target was measured.";
        }
        long unknown = count(figure -> figure.verdict().equals(Figure.UNKNOWN));
        long close = count(Figure::isClose);
        return count(Figure::isMet)
                + " of "
                + targets
                + " targets are met, "
                + count(Figure::isMissed)
                + " are missed"
                + (unknown == 0 ? "" : ", " + unknown + " unknown")
                + "; for "
                + close
                + " of them the rounds lie on both sides of the target.";
    }
}
