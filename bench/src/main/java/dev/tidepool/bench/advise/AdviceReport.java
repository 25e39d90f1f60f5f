// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import dev.tidepool.bench.Json;
import dev.tidepool.bench.Machine;
import dev.tidepool.bench.TextTable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The verdict first, then the numbers. */
final class AdviceReport {

    private final Figures figures;
    private final Verdict verdict;
    private final Savings savings;
    private final Settings settings;

    AdviceReport(Figures figures, double rate, Settings settings) {
        this.figures = figures;
        this.verdict = Rules.judge(figures);
        this.savings = Savings.of(figures, rate);
        this.settings = settings;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(verdict.kind()).append(": ").append(verdict.reason()).append('\n');
        text.append("  ").append(figures.size().type()).append(", made by ")
                .append(figures.target().make()).append('\n');
        text.append("  - ").append(savingsLine()).append('\n');
        verdict.remarks().forEach(remark -> text.append("  - ").append(remark).append('\n'));
        text.append('\n').append(table()).append('\n');
        return text.append(settings.conditions()).toString();
    }

    private String savingsLine() {
        String gain = Units.bytes(savings.bytesPerSecond()) + "/s of garbage and "
                + TextTable.number(100 * savings.processors(), 1) + " % of a processor";
        return savings.measured()
                ? "where it escapes, a thread that does nothing else makes "
                        + Units.bytes(savings.bytesPerSecond())
                        + "/s of garbage; --rate N says what a pool saves at N uses a second"
                : "at " + TextTable.number(savings.perSecond(), 0) + " uses a second a pool saves "
                        + gain;
    }

    private TextTable table() {
        TextTable table = new TextTable(
                "question", "threads", "ns/op", "low", "high", "B/op", "GCs", "hit rate %");
        figures.rows().forEach((question, row) ->
                table.row(
                        question.title(),
                        Integer.toString(question.shared() ? figures.threads() : 1),
                        TextTable.number(row.nanos(), 2),
                        TextTable.number(row.low(), 2),
                        TextTable.number(row.high(), 2),
                        TextTable.number(row.bytes(), 2),
                        Long.toString(row.collections()),
                        question.pooled() ? TextTable.number(100 * (1 - row.misses()), 2) : "-"));
        return table;
    }

    String json() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("class", figures.size().type());
        map.put("factory", figures.target().make());
        map.put("verdict", verdict.kind());
        map.put("reason", verdict.reason());
        map.put("remarks", verdict.remarks());
        map.put("bytes", figures.bytes());
        map.put("shallowBytes", figures.size().shallow());
        map.put("deepBytes", figures.size().deep());
        map.put("removedByTheJit", Rules.isRemoved(figures));
        map.put("usesPerSecond", savings.perSecond());
        map.put("savedBytesPerSecond", savings.bytesPerSecond());
        map.put("savedProcessors", savings.processors());
        map.put("threads", figures.threads());
        Map<String, Object> rows = new LinkedHashMap<>();
        figures.rows().forEach((question, row) ->
                rows.put(question.name().toLowerCase(Locale.ROOT), row.toMap()));
        map.put("rows", rows);
        map.put("machine", Machine.here().toMap());
        map.put("childHeap", Child.heap());
        return Json.write(map);
    }
}
