// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.spanalloc.PageRun.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A heap as it looks after hours of mixed work: spans of many classes were made first fit, most
 * blocks were freed in no order, some holes were filled again, and what is free at high addresses
 * was released.
 */
final class HeapMapSample {

    static final int REGION_PAGES = 8192;

    /** A row of the table of size classes. */
    private record SizeClass(int id, int slotSize, int pages, int slots, int tail) {}

    private static final List<SizeClass> CLASSES = classes();

    private final Random random;
    private final PageRun[][] heap;
    private final List<RegionMap> maps = new ArrayList<>();

    private HeapMapSample(long seed, int regions) {
        random = new Random(seed);
        heap = new PageRun[regions][REGION_PAGES];
    }

    /**
     * Makes such a heap.
     *
     * @param share of the pages in use before blocks are freed, from 0 to 1
     */
    static HeapMapSample fragmented(long seed, int regions, double share) {
        HeapMapSample sample = new HeapMapSample(seed, regions);
        sample.grow((long) (share * regions * REGION_PAGES));
        sample.free();
        sample.grow((long) (share * regions * REGION_PAGES / 10));
        for (int i = 0; i < regions; i++) {
            sample.maps.add(sample.map(i));
        }
        return sample;
    }

    List<RegionMap> regions() {
        return maps;
    }

    private void grow(long pages) {
        long made = 0;
        while (made < pages) {
            made += random.nextInt(120) == 0 ? place(Kind.LARGE, null, 5 + random.nextInt(90))
                    : place(random.nextInt(200) == 0 ? Kind.CACHED : Kind.SPAN, someClass(), 0);
        }
    }

    /** Small classes are used more. */
    private SizeClass someClass() {
        double rank = Math.abs(random.nextGaussian()) * CLASSES.size() / 2.5;
        return CLASSES.get(Math.min((int) rank, CLASSES.size() - 1));
    }

    private int place(Kind kind, SizeClass row, int largePages) {
        int pages = row == null ? largePages : row.pages;
        for (PageRun[] region : heap) {
            int free = 0;
            for (int page = 0; page < REGION_PAGES; page++) {
                free = region[page] == null ? free + 1 : 0;
                if (free == pages) {
                    put(region, page + 1 - pages, kind, row, pages);
                    return pages;
                }
            }
        }
        return pages;
    }

    private void put(PageRun[] region, int first, Kind kind, SizeClass row, int pages) {
        PageRun run = switch (kind) {
            case SPAN -> new PageRun(first, pages, kind, Objects.requireNonNull(row).id,
                    row.slots, row.slots);
            case LARGE -> new PageRun(first, pages, kind, 0, 1, 1);
            default -> new PageRun(first, pages, kind, 0, 0, 0);
        };
        fill(region, run, run);
    }

    private static void fill(PageRun[] region, PageRun where, PageRun run) {
        for (int page = where.firstPage(); page < where.end(); page++) {
            region[page] = run;
        }
    }

    private void free() {
        for (PageRun[] region : heap) {
            for (int page = 0; page < REGION_PAGES; page++) {
                PageRun run = region[page];
                if (run == null || run.firstPage() != page) {
                    continue;
                }
                int fate = random.nextInt(10);
                if (fate < 4) {
                    fill(region, run, null);
                } else if (fate < 8 && run.kind() == Kind.SPAN) {
                    int live = (int) Math.ceil(run.slots() * Math.pow(random.nextDouble(), 1.5));
                    fill(region, run, new PageRun(run.firstPage(), run.pages(), Kind.SPAN,
                            run.classId(), live, run.slots()));
                }
            }
        }
    }

    private RegionMap map(int index) {
        List<PageRun> runs = new ArrayList<>();
        PageRun[] region = heap[index];
        int page = 0;
        while (page < REGION_PAGES) {
            PageRun run = region[page];
            if (run == null) {
                int end = page;
                while (end < REGION_PAGES && region[end] == null) {
                    end++;
                }
                boolean high = page > REGION_PAGES / 4 || end - page > 40;
                run = new PageRun(page, end - page, high ? Kind.RELEASED : Kind.FREE, 0, 0, 0);
            }
            runs.add(run);
            page = run.end();
        }
        return new RegionMap(0x7f3a_4000_0000L + index * 8192L * REGION_PAGES, REGION_PAGES, runs);
    }

    SpanStats stats(String name) {
        List<PageRun> runs = maps.stream().flatMap(map -> map.runs().stream()).toList();
        List<SpanStats.SizeClass> rows = Stream.concat(Stream.of(0),
                CLASSES.stream().map(SizeClass::id)).map(id -> row(id, runs))
                .filter(row -> row.spans() > 0)
                .sorted(Comparator.comparingInt(SpanStats.SizeClass::id)).toList();
        long live = rows.stream().mapToLong(SpanStats.SizeClass::live).sum();
        long inSlots = rows.stream().filter(row -> row.id() > 0)
                .mapToLong(row -> row.liveBlocks() * row.slotSize()).sum()
                + bytes(runs, Kind.LARGE);
        long freeSlots = rows.stream().filter(row -> row.id() > 0)
                .mapToLong(row -> (row.slots() - row.liveBlocks()) * row.slotSize()).sum();
        long spans = bytes(runs, Kind.SPAN) + bytes(runs, Kind.LARGE);
        long reserved = maps.stream().mapToLong(RegionMap::byteSize).sum();
        long released = bytes(runs, Kind.RELEASED);
        return new SpanStats(name, Profile.BALANCED, reserved, live, inSlots - live, freeSlots,
                spans - inSlots - freeSlots, bytes(runs, Kind.CACHED), bytes(runs, Kind.FREE),
                released, rows.stream().mapToLong(SpanStats.SizeClass::liveBlocks).sum(), 0,
                reserved - released / 2,
                new SpanStats.Pages(maps.size(), 0, maps.size(), 0, List.of(), 0, 0),
                new SpanStats.Limits(1L << 30, Long.MAX_VALUE, 0, 0, 0, 0, 0),
                new SpanStats.Scavenging(41, released, 0, 3_100_000, 17),
                Map.of(Detection.DOUBLE_FREE, 1L), rows,
                List.of(new SpanStats.Cache("main", 12, 262_144, 32_768, 90, 60)),
                new SpanStats.Peak(live, reserved - released));
    }

    private SpanStats.SizeClass row(int id, List<PageRun> runs) {
        List<PageRun> spans = runs.stream().filter(run -> run.slots() > 0 && run.classId() == id)
                .toList();
        long slots = spans.stream().mapToLong(PageRun::slots).sum();
        long blocks = spans.stream().mapToLong(PageRun::liveSlots).sum();
        int slotSize = id == 0 ? 0 : CLASSES.get(id - 1).slotSize;
        long live = id == 0 ? bytes(runs, Kind.LARGE) * 98 / 100 : blocks * slotSize * 93 / 100;
        return new SpanStats.SizeClass(id, slotSize, spans.size(), spans.size() + 9L, 9, slots,
                blocks, live, 5 * blocks, 4 * blocks, 0, 0, 0, List.of());
    }

    private static long bytes(List<PageRun> runs, Kind kind) {
        return runs.stream().filter(run -> run.kind() == kind)
                .mapToLong(run -> RegionMap.bytes(run.pages())).sum();
    }

    private static List<SizeClass> classes() {
        try (InputStream in = HeapMapSample.class.getResourceAsStream("/size-classes.csv")) {
            List<String> lines = new String(Objects.requireNonNull(in).readAllBytes(),
                    StandardCharsets.US_ASCII).lines().toList();
            return lines.stream().skip(2).map(line -> {
                int[] cells = IntStream.range(0, 5)
                        .map(i -> Integer.parseInt(line.split(",")[i])).toArray();
                return new SizeClass(cells[0], cells[1], cells[2] / RegionMap.PAGE_BYTES,
                        cells[3], cells[4]);
            }).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
