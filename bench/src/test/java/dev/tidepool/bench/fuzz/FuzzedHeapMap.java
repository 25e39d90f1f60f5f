// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import static dev.tidepool.bench.fuzz.FuzzedStatsPromise.require;

import dev.tidepool.spanalloc.OffHeapMemoryError;
import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** An allocator with any name, profile, limits and history: its map is a page with its figures. */
public final class FuzzedHeapMap implements FuzzTarget {

    private static final int MOST_STEPS = 120;
    private static final int MOST_BYTES = 4 << 20;

    @SuppressWarnings("unused") // All targets are made with a folder.
    public FuzzedHeapMap(Path folder) {}

    @Override
    public void run(byte[] input) throws IOException {
        Choices c = new Choices(input);
        String name = c.text();
        SpanAllocator.Builder builder = SpanAllocator.builder().name(name)
                .profile(Profile.values()[c.below(Profile.values().length)])
                .backgroundScavenger(false).onLeak(block -> {})
                .decay(Duration.ofNanos(c.below(2) * 1_000_000_000L));
        if (c.below(3) == 1) {
            builder.hardLimit(1 + Math.abs(c.number() % (MOST_BYTES * 2)));
        }
        if (c.below(3) == 1) {
            try {
                builder.softLimit(1 + Math.abs(c.number() % MOST_BYTES)).build().close();
            } catch (IllegalArgumentException e) {
                return; // Above the hard one.
            }
        }
        try (SpanAllocator allocator = builder.build()) {
            live(allocator, c);
            SpanStats stats = allocator.stats();
            FuzzedStatsPromise.check(stats);
            require(stats.sum() == stats.reserved(), "the parts do not add up: " + stats);
            check(StrictPage.parse(allocator.heapMapHtml()), stats);
        }
    }

    private static void live(SpanAllocator allocator, Choices c) {
        List<MemorySegment> blocks = new ArrayList<>();
        long budget = MOST_BYTES;
        for (int i = 0; i < MOST_STEPS && c.hasMore(); i++) {
            int step = c.below(8);
            try {
                if (step < 4 || blocks.isEmpty()) {
                    long size = (long) c.next() << c.below(12);
                    budget -= size;
                    if (budget > 0) {
                        blocks.add(allocator.allocate(size, 1L << c.below(13)));
                    }
                } else if (step == 4) {
                    allocator.free(blocks.remove(c.below(blocks.size())));
                } else if (step == 5) {
                    int at = c.below(blocks.size());
                    blocks.set(at, allocator.reallocate(blocks.get(at), 1 + c.next() * 16L));
                } else if (step == 6) {
                    allocator.trim();
                } else {
                    allocator.scavenge();
                }
            } catch (OffHeapMemoryError e) {
                return; // Its limit.
            }
        }
    }

    private static void check(Document page, SpanStats stats) {
        require(page.getElementsByTagName("h1").item(0).getTextContent()
                .equals("Heap map of " + shown(stats.name())), "another name");
        List<Long> bytes = new ArrayList<>();
        Element table = (Element) page.getElementsByTagName("table").item(0);
        for (int i = 1; i < table.getElementsByTagName("tr").getLength(); i++) {
            Element row = (Element) table.getElementsByTagName("tr").item(i);
            bytes.add(Long.valueOf(row.getElementsByTagName("td").item(0).getTextContent()
                    .replace("\u202f", "")));
        }
        List<Long> parts = List.of(stats.live(), stats.rounding(), stats.freeSlots(),
                stats.tails(), stats.cachedPages(), stats.freeResident(), stats.released());
        require(bytes.subList(0, 7).equals(parts), "parts " + bytes + ", not of " + stats);
        require(bytes.get(7) == parts.stream().mapToLong(Long::longValue).sum(), "sum " + bytes);
        int regions = 0;
        for (int i = 0; i < page.getElementsByTagName("figure").getLength(); i++) {
            Element figure = (Element) page.getElementsByTagName("figure").item(i);
            regions += figure.getAttribute("class").equals("region") ? 1 : 0;
        }
        require(regions == stats.pages().regions(), regions + " regions, not of " + stats);
    }

    /** What neither XML nor HTML can say is a replacement character. */
    private static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints().forEach(c -> {
            boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
            boolean half = c >= 0xD800 && c <= 0xDFFF;
            shown.appendCodePoint(control || half || (c & 0xFFFE) == 0xFFFE ? 0xFFFD : c);
        });
        return shown.toString();
    }
}
