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
                new SpanStats.Pages(
                        149, 151, 157, 163, List.of(389L, 0L, 397L, 0L), 401, 409_000_419),
                new SpanStats.Limits(167, Long.MAX_VALUE, 173, 179, 181, 191, 193_000_197),
                new SpanStats.Scavenging(199, 211, 223, 227_000_229, 233), detections,
                List.of(new SpanStats.SizeClass(0, 0, 239, 241, 251, 257, 263, 269, 271, 277,
                        421, 431, 433, occupancy(439)),
                        new SpanStats.SizeClass(48, 281, 283, 293, 307, 313, 3, 1317, 331, 337,
                                449, 457, 461, occupancy(463))),
                List.of(new SpanStats.Cache(name, 347, 349, 353, 359, 89),
                        new SpanStats.Cache("stripe 1", 367, 373, 379, 383, 97)),
                new SpanStats.Peak(7_000_487, 8_000_491));
    }

    private static List<Long> occupancy(long most) {
        return List.of(most, 503L, 509L, 521L, 523L, 541L, 547L, 557L);
    }

    /** An allocator that has done nothing. */
    static SpanStats empty() {
        return new SpanStats("", Profile.BALANCED, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                new SpanStats.Pages(0, 0, 0, 0, List.of(0L, 0L), 0, 0),
                new SpanStats.Limits(Long.MAX_VALUE, Long.MAX_VALUE, 0, 0, 0, 0, 0),
                new SpanStats.Scavenging(0, 0, 0, 0, 0), Map.of(), List.of(), List.of(),
                new SpanStats.Peak(0, 0));
    }
}
