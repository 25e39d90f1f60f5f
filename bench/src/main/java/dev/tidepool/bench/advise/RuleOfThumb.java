// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import dev.tidepool.bench.Json;
import dev.tidepool.bench.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Tests the field's rule that pools are for short-lived objects of 128 B to 2 KiB: at which size
 * does a pool begin to pay, on this JDK and with this collector?
 */
final class RuleOfThumb {

    static final int LEAST = 16;
    static final int MOST = 64 << 10;

    private static final int RULE_FROM = 128;
    private static final int RULE_TO = 2048;

    private RuleOfThumb() {}

    static List<ThumbRow> measure(Laboratory laboratory, int least, int most)
            throws AdviseFailure, IOException, InterruptedException {
        List<ThumbRow> rows = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            for (int bytes = least; bytes <= most; bytes *= 2) {
                rows.add(measure(laboratory, shape, bytes));
            }
        }
        return rows;
    }

    private static ThumbRow measure(Laboratory laboratory, Shape shape, int bytes)
            throws AdviseFailure, IOException, InterruptedException {
        laboratory.say(shape.title() + ", " + Units.bytes(bytes));
        Map<Question, Row> plain = laboratory.ask(shape.target(bytes, false), bytes,
                List.of(Question.LOCAL, Question.PUBLISHED, Question.PAIR));
        Map<Question, Row> cleared = laboratory.ask(shape.target(bytes, true), bytes,
                List.of(Question.PAIR));
        return new ThumbRow(shape, bytes,
                plain.getOrDefault(Question.LOCAL, Row.NONE),
                plain.getOrDefault(Question.PUBLISHED, Row.NONE),
                plain.getOrDefault(Question.PAIR, Row.NONE),
                cleared.getOrDefault(Question.PAIR, Row.NONE));
    }

    static String text(List<ThumbRow> rows) {
        StringBuilder text = new StringBuilder();
        for (Shape shape : Shape.values()) {
            text.append(summary(shape, rows.stream().filter(r -> r.shape() == shape).toList()));
        }
        TextTable table = new TextTable("object", "size", "B/op", "JIT removes %", "fresh ns",
                "pool ns", "pays", "cleared ns", "pays", "hit rate %");
        for (ThumbRow row : rows) {
            table.row(
                    row.shape().title(),
                    Units.bytes(row.bytes()),
                    TextTable.number(row.fresh().bytes(), 0),
                    TextTable.number(100 * row.removed(), 0),
                    TextTable.number(row.fresh().nanos(), 1),
                    TextTable.number(row.pair().nanos(), 1),
                    ThumbRow.word(row.pair(), row.fresh()),
                    TextTable.number(row.cleared().nanos(), 1),
                    ThumbRow.word(row.cleared(), row.fresh()),
                    TextTable.number(100 * (1 - row.pair().misses()), 2));
        }
        return text.append('\n').append(table).append('\n').toString();
    }

    static String json(List<ThumbRow> rows) {
        return Json.write(rows.stream().map(ThumbRow::toMap).toList());
    }

    /** What the table says of one shape. */
    static String summary(Shape shape, List<ThumbRow> rows) {
        List<ThumbRow> inside = rows.stream()
                .filter(row -> row.bytes() >= RULE_FROM && row.bytes() <= RULE_TO).toList();
        List<ThumbRow> outside = rows.stream().filter(row -> !inside.contains(row)).toList();
        return shape.title() + ": where it escapes a pool pays " + from(rows, ThumbRow::pays)
                + ", with clearing " + from(rows, ThumbRow::paysCleared)
                + "; the JIT removes a local one " + upTo(rows) + ".\n"
                + "  128 B to 2 KiB: pays at " + count(inside) + "; other sizes: " + count(outside)
                + ".\n";
    }

    /** {@return the size from which on all do} */
    private static String from(List<ThumbRow> rows, Predicate<ThumbRow> pays) {
        int first = rows.size();
        while (first > 0 && pays.test(rows.get(first - 1))) {
            first--;
        }
        return first == rows.size() ? "at no size" : "from "
                + Units.bytes(rows.get(first).bytes());
    }

    private static String upTo(List<ThumbRow> rows) {
        int end = 0;
        while (end < rows.size() && rows.get(end).removed() > 1 - Rules.REMOVED_SHARE) {
            end++;
        }
        return end == 0 ? "at no size" : "up to " + Units.bytes(rows.get(end - 1).bytes());
    }

    private static String count(List<ThumbRow> rows) {
        return rows.stream().filter(ThumbRow::pays).count() + " of " + rows.size() + " sizes";
    }
}
