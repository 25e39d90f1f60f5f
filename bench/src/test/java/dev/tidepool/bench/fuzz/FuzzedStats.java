// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import dev.tidepool.spanalloc.Detection;
import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanStats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Statistics with any names and numbers in them, even such as no allocator has. */
public final class FuzzedStats implements FuzzTarget {

    private static final int MOST_ROWS = 4;
    private static final int OCCUPANCIES = 8;

    @SuppressWarnings("unused") // All targets are made with a folder.
    public FuzzedStats(Path folder) {}

    @Override
    public void run(byte[] input) throws IOException {
        Choices c = new Choices(input);
        Map<Detection, Long> detections = new EnumMap<>(Detection.class);
        for (int i = c.below(3); i > 0; i--) {
            detections.put(Detection.values()[c.below(Detection.values().length)], c.number());
        }
        FuzzedStatsPromise.check(new SpanStats(
                c.text(), Profile.values()[c.below(Profile.values().length)], c.number(),
                c.number(), c.number(), c.number(), c.number(), c.number(), c.number(),
                c.number(), c.number(), c.number(), c.number(),
                new SpanStats.Pages((int) c.number(), c.number(), c.number(), c.number(),
                        list(c, c::number), c.number(), c.number()),
                new SpanStats.Limits(c.number(), c.number(), c.number(), c.number(), c.number(),
                        c.number(), c.number()),
                new SpanStats.Scavenging(c.number(), c.number(), c.number(), c.number(),
                        c.number()),
                detections, list(c, () -> sizeClass(c)), list(c, () -> cache(c)),
                new SpanStats.Peak(c.number(), c.number())));
    }

    private static SpanStats.SizeClass sizeClass(Choices c) {
        return new SpanStats.SizeClass((int) c.number(), (int) c.number(), c.number(),
                c.number(), c.number(), c.number(), c.number(), c.number(), c.number(),
                c.number(), c.number(), c.number(), c.number(),
                Stream.generate(c::number).limit(OCCUPANCIES).toList());
    }

    private static SpanStats.Cache cache(Choices c) {
        return new SpanStats.Cache(c.text(), (int) c.number(), c.number(), c.number(), c.number(),
                c.number());
    }

    private static <T> List<T> list(Choices c, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int i = c.below(MOST_ROWS); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }
}
