// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static dev.tidepool.spanalloc.Numbers.millis;
import static dev.tidepool.spanalloc.Numbers.percent;
import static dev.tidepool.spanalloc.Numbers.whole;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@link SpanStats} as tables of plain text: units in the headers, remarks behind a {@code #}. */
final class StatsText {

    private final SpanStats stats;
    private final StringBuilder out = new StringBuilder();

    private StatsText(SpanStats stats) {
        this.stats = stats;
    }

    static String of(SpanStats stats) {
        StatsText text = new StatsText(stats);
        text.partition();
        text.pageHeap();
        text.limits();
        text.scavenger();
        text.detections();
        text.sizeClasses();
        text.work();
        text.caches();
        return text.out.toString();
    }

    private void partition() {
        remark("span allocator \"" + printable(stats.name()) + "\", profile " + stats.profile());
        TextTable table = new TextTable("memory", "bytes", "% of reserved");
        part(table, "live", stats.live());
        part(table, "rounding", stats.rounding());
        part(table, "free slots", stats.freeSlots());
        part(table, "tails", stats.tails());
        part(table, "cached pages", stats.cachedPages());
        part(table, "free resident", stats.freeResident());
        part(table, "released", stats.released());
        part(table, "= sum", stats.sum());
        part(table, "reserved", stats.reserved());
        part(table, "resident", stats.resident());
        part(table, "peak resident", stats.peakResident());
        add(table);
        remark(stats.sum() == stats.reserved() ? "the seven parts add up to what is reserved"
                : "the seven parts do not add up to what is reserved: a fault of the allocator");
        remark(whole(stats.liveBlocks()) + " live blocks, " + whole(stats.quarantined())
                + " free slots in quarantine");
        remark("at most " + whole(stats.peak().demand()) + " bytes were held, by "
                + whole(stats.peak().resident()) + " resident: "
                + percent(stats.peak().resident(), stats.peak().demand()) + " %");
    }

    private void part(TextTable table, String name, long bytes) {
        table.row(name, whole(bytes), percent(bytes, stats.reserved()));
    }

    private void pageHeap() {
        SpanStats.Pages pages = stats.pages();
        TextTable table = new TextTable("page heap", "regions", "largest free run, bytes",
                "maps", "refaulted, bytes", "commits", "time, ms");
        table.row("", whole(pages.regions()), whole(pages.largestFreeRun()), whole(pages.maps()),
                whole(pages.refaulted()), whole(pages.commits()), millis(pages.commitNanos()));
        section(table);
        histogram("free runs", pages.freeRuns());
    }

    /** Leaves out what comes after the last that is not 0. */
    private void histogram(String name, List<Long> counts) {
        TextTable table = new TextTable(name, "pages", "count");
        int end = counts.size();
        while (end > 0 && counts.get(end - 1) == 0) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            table.row("", whole(1L << i) + "+", whole(counts.get(i)));
        }
        section(table);
        noneIf(counts.subList(0, end));
    }

    private void limits() {
        SpanStats.Limits limits = stats.limits();
        TextTable table = new TextTable("limits", "bytes", "hits");
        table.row("soft", limit(limits.soft()), whole(limits.softHits()));
        table.row("hard", limit(limits.hard()), whole(limits.hardHits()));
        section(table);
        remark(whole(limits.reliefs()) + " hits relieved by giving memory back, "
                + whole(limits.failures()) + " allocations refused, "
                + millis(limits.assistNanos()) + " ms of allocating threads spent on it");
    }

    private void scavenger() {
        SpanStats.Scavenging scavenger = stats.scavenger();
        TextTable table = new TextTable("scavenger", "calls", "given back, bytes", "failures",
                "time, ms", "ticks");
        table.row("", whole(scavenger.calls()), whole(scavenger.bytes()),
                whole(scavenger.failures()), millis(scavenger.nanos()),
                whole(scavenger.ticks()));
        section(table);
    }

    private void detections() {
        TextTable table = new TextTable("detections", "count");
        for (Detection kind : Detection.values()) {
            table.row(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    whole(stats.detections().getOrDefault(kind, 0L)));
        }
        section(table);
    }

    private void sizeClasses() {
        TextTable table = new TextTable("size class", "slot, bytes", "spans", "slots",
                "live blocks", "occupancy, %", "live, bytes", "allocations", "frees",
                "spans made", "spans returned");
        for (SpanStats.SizeClass row : stats.sizeClasses()) {
            table.row(row.id() == 0 ? "large" : Integer.toString(row.id()),
                    row.id() == 0 ? "-" : whole(row.slotSize()), whole(row.spans()),
                    whole(row.slots()), whole(row.liveBlocks()),
                    percent(row.liveBlocks(), row.slots()), whole(row.live()),
                    whole(row.allocations()), whole(row.frees()), whole(row.spansMade()),
                    whole(row.spansReturned()));
        }
        section(table);
        noneIf(stats.sizeClasses());
    }

    private void work() {
        TextTable table = new TextTable("work of a class", "mean request, bytes", "refills",
                "collects", "remote frees", "spans with 128+ live", "64+", "32+", "16+", "8+",
                "4+", "2+", "0+");
        for (SpanStats.SizeClass row : stats.sizeClasses()) {
            var cells = new ArrayList<String>(List.of(
                    row.id() == 0 ? "large" : Integer.toString(row.id()),
                    whole(row.meanRequest()), whole(row.refills()), whole(row.collects()),
                    whole(row.remoteFrees())));
            row.occupancy().forEach(count -> cells.add(whole(count)));
            table.row(cells.toArray(String[]::new));
        }
        section(table);
        noneIf(stats.sizeClasses());
    }

    /** The owner comes last: nobody knows how wide a terminal draws a thread's name. */
    private void caches() {
        TextTable table = new TextTable("cache", "spans", "span bytes", "page bytes", "refills",
                "% local", "owner");
        table.leftAlignLast();
        int number = 1;
        for (SpanStats.Cache row : stats.caches()) {
            table.row(Integer.toString(number++), whole(row.spans()), whole(row.spanBytes()),
                    whole(row.pageBytes()), whole(row.refills()),
                    percent(row.localRefills(), row.refills()), printable(row.owner()));
        }
        section(table);
        noneIf(stats.caches());
    }

    private void noneIf(List<?> rows) {
        if (rows.isEmpty()) {
            remark("none");
        }
    }

    private void section(TextTable table) {
        out.append('\n');
        add(table);
    }

    private void add(TextTable table) {
        out.append(table.text());
    }

    private void remark(String text) {
        out.append("# ").append(text).append('\n');
    }

    private static String limit(long bytes) {
        return bytes == Long.MAX_VALUE ? "none" : whole(bytes);
    }

    /** A thread's name may hold anything, but a row is one line. */
    private static String printable(String name) {
        StringBuilder text = new StringBuilder(name.length());
        name.codePoints().forEach(c -> text.appendCodePoint(switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> 0xFFFD;
            default -> c;
        }));
        return text.toString();
    }
}
