// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.Json;
import dev.tidepool.bench.Machine;
import dev.tidepool.bench.TextTable;
import dev.tidepool.bench.span.SystemCalls;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says what a replay found: as text to be read at a glance, and as JSON. */
final class ReplayReport {

    static final String[] HEADINGS = {
        "subject",
        "contents",
        "ns/event",
        "least..most",
        "ratio",
        "cpu ns",
        "B/event",
        "peak MiB",
        "peak/live",
        "end MiB",
        "told MiB",
        "OS calls",
        "hit rate"
    };

    private final String title;
    private final TraceSummary trace;
    private final Replay.Settings settings;
    private final List<Result> results;
    private final Optional<Result> peer;

    ReplayReport(String title, TraceSummary trace, Replay.Settings settings, List<Result> results) {
        this.title = title;
        this.trace = trace;
        this.settings = settings;
        this.results = results;
        this.peer =
                results.stream()
                        .filter(ReplayReport::isPeer)
                        .filter(result -> result.medianNanos() > 0)
                        .findFirst();
    }

    private static boolean isPeer(Result result) {
        return !result.who().isOurs() && result.who() != Contenders.NONE;
    }

    String title() {
        return title;
    }

    List<Result> results() {
        return results;
    }

    /** {@return what is in a trace, a few lines} */
    static String describe(String title, TraceSummary trace) {
        String text =
                String.format(
                        Locale.ROOT,
                        """
                        %s
                          %d events: %d allocations, %d frees (%.0f %% by another thread), \
                        %d reallocations; %d thread%s
                          at most %s MiB live in %d blocks, the largest of %d bytes; %.3f s pass
                        """,
                        title,
                        trace.events(),
                        trace.allocations(),
                        trace.frees(),
                        trace.frees() == 0 ? 0 : 100.0 * trace.remoteFrees() / trace.frees(),
                        trace.reallocations(),
                        trace.threads(),
                        trace.threads() == 1 ? "" : "s",
                        Bytes.mebibytes(trace.peakLive()),
                        trace.peakBlocks(),
                        trace.largest(),
                        trace.nanos() / 1e9);
        if (trace.leaks() > 0) {
            text +=
                    String.format(
                            Locale.ROOT,
                            "  LEAKED: %d blocks of %d bytes in all are never freed; line %d "
                                    + "allocates the first%n",
                            trace.leaks(),
                            trace.leakedBytes(),
                            trace.firstLeak());
        }
        return text;
    }

    /** {@return how it was replayed and what the figures have in them} */
    String method() {
        return String.format(
                Locale.ROOT,
                """
                Replayed by %s. ns/event: median of %d round%s, each in a JVM of its own; \
                it has the call, a write
                to each page of a block, and the replay itself (row none). ratio: to %s. \
                cpu ns: processor time per
                event of all threads, the collector's too; far less than ns/event: a busy machine. \
                B/event: garbage on the heap.
                peak MiB: growth of the process, some MiB of it the JVM's own. \
                told MiB: reserved, as the subject says,
                or waiting in its pool. live: what the trace holds.
                """,
                settings.threads()
                        ? trace.threads() + " threads, as the trace says; ns of wall time"
                        : "one thread",
                settings.rounds(),
                settings.rounds() == 1 ? "" : "s",
                peer.map(result -> result.who().id()).orElse("no peer"));
    }

    String text() {
        StringBuilder text = new StringBuilder(describe(title, trace)).append('\n');
        text.append(method()).append('\n');
        TextTable table = new TextTable(HEADINGS);
        results.stream().filter(r -> r.skipped().isEmpty()).map(this::cells).forEach(table::row);
        text.append(table);
        for (Result result : results) {
            if (!result.skipped().isEmpty()) {
                text.append("skipped ").append(result.who().id()).append(": ");
                text.append(result.skipped()).append('\n');
            } else if (!result.failure().isEmpty()) {
                text.append("FAILED ").append(result.who().id()).append(": ");
                text.append(result.failure()).append('\n');
            }
        }
        return text.append(summary()).toString();
    }

    /** {@return a row of the table} */
    String[] cells(Result result) {
        long peak = result.peak(MemorySample::process);
        return new String[] {
            result.who().id(),
            result.failure().isEmpty()
                    ? result.who() == Contenders.NONE ? "-" : "intact"
                    : "FAILED",
            TextTable.number(result.medianNanos(), 1),
            TextTable.number(result.leastNanos(), 1)
                    + ".."
                    + TextTable.number(result.mostNanos(), 1),
            TextTable.number(ratio(result), 2),
            TextTable.number(result.medianCpu(), 1),
            TextTable.number(result.medianBytes(), 1),
            result.who().isOnHeap() ? "heap" : Bytes.mebibytes(peak),
            TextTable.number(
                    peak < 0 || trace.peakLive() == 0
                            ? Double.NaN
                            : (double) peak / trace.peakLive(),
                    2),
            result.who().isOnHeap() ? "heap" : Bytes.mebibytes(result.end(MemorySample::process)),
            Bytes.mebibytes(result.peak(MemorySample::reserved)),
            calls(result.calls()),
            TextTable.number(result.hitRate(), 3)
        };
    }

    private double ratio(Result result) {
        return peer.map(other -> result.medianNanos() / other.medianNanos()).orElse(Double.NaN);
    }

    private static String calls(SystemCalls calls) {
        return calls.maps() < 0 ? "-" : Long.toString(calls.maps() + calls.releases());
    }

    /** {@return who was best at what, and at what price} */
    String summary() {
        StringBuilder text = new StringBuilder();
        List<Result> good =
                results.stream()
                        .filter(Result::goesOn)
                        .filter(result -> result.who() != Contenders.NONE)
                        .toList();
        good.stream()
                .filter(result -> result.medianNanos() > 0)
                .min(Comparator.comparingDouble(Result::medianNanos))
                .ifPresent(best -> text.append("least time: ").append(price(best)));
        good.stream()
                .filter(result -> result.peak(MemorySample::process) >= 0)
                .min(Comparator.comparingLong(result -> result.peak(MemorySample::process)))
                .ifPresent(best -> text.append("least memory: ").append(price(best)));
        return text.toString();
    }

    private String price(Result result) {
        return String.format(
                Locale.ROOT,
                "%s, %s ns/event, %s B/event of garbage, %s for %s MiB live%n",
                result.who().id(),
                TextTable.number(result.medianNanos(), 1),
                TextTable.number(result.medianBytes(), 1),
                result.who().isOnHeap()
                        ? "the collector's heap"
                        : "at most " + Bytes.mebibytes(result.peak(MemorySample::process)) + " MiB",
                Bytes.mebibytes(trace.peakLive()));
    }

    String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("trace", title);
        document.put("summary", trace.toMap());
        document.put("machine", Machine.here().toMap());
        document.put("threads", settings.threads());
        document.put("rounds", settings.rounds());
        document.put("seconds", settings.seconds());
        document.put("ratioTo", peer.map(result -> result.who().id()).orElse(""));
        document.put("results", results.stream().map(Result::toMap).toList());
        return Json.write(document);
    }

    TraceSummary trace() {
        return trace;
    }
}
