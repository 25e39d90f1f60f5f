// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Statistics to print in tests. */
final class StatsSamples {

    /** Quotes, a backslash, control characters, a line separator, a character beyond the BMP. */
    static final String NASTY =
            "q\"b\\s/\u0000\u0001\b\f\n\r\t\u001f\u007f\u2028<&>'\u6f22\ud83d\ude00";

    private StatsSamples() {}

    /** Every number is another one. */
    static SpanStats numbered(String name) {
        Map<Detection, Long> detections = new EnumMap<>(Detection.class);
        for (Detection kind : Detection.values()) {
            detections.put(kind, 900L + kind.ordinal());
        }
        return new SpanStats(name, Profile.HARDENED, 10_001_129, 1_000_101, 2_000_103, 107, 109,
                3_000_113, 127, 4_000_469, 131, 137, 9_000_139,
                new SpanStats.Pages(149, 151, 157, 163),
                new SpanStats.Limits(167, Long.MAX_VALUE, 173, 179, 181, 191, 193_000_197),
                new SpanStats.Scavenging(199, 211, 223, 227_000_229, 233), detections,
                List.of(new SpanStats.SizeClass(0, 0, 239, 241, 251, 257, 263, 269, 271, 277),
                        new SpanStats.SizeClass(48, 281, 283, 293, 307, 313, 3, 317, 331, 337)),
                List.of(new SpanStats.Cache(name, 347, 349, 353, 359),
                        new SpanStats.Cache("stripe 1", 367, 373, 379, 383)));
    }

    /** An allocator that has done nothing. */
    static SpanStats empty() {
        return new SpanStats("", Profile.BALANCED, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                new SpanStats.Pages(0, 0, 0, 0),
                new SpanStats.Limits(Long.MAX_VALUE, Long.MAX_VALUE, 0, 0, 0, 0, 0),
                new SpanStats.Scavenging(0, 0, 0, 0, 0), Map.of(), List.of(), List.of());
    }
}
