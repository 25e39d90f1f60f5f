// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts misuse by kind, and words the errors about it. */
final class Detections {

    private final Map<Detection, LongAdder> counts = new EnumMap<>(Detection.class);

    Detections() {
        for (Detection kind : Detection.values()) {
            counts.put(kind, new LongAdder());
        }
    }

    void count(Detection kind, long times) {
        if (times > 0) {
            Objects.requireNonNull(counts.get(kind)).add(times);
        }
    }

    Map<Detection, Long> snapshot() {
        var map = new EnumMap<Detection, Long>(Detection.class);
        counts.forEach((kind, count) -> map.put(kind, count.sum()));
        return Collections.unmodifiableMap(map);
    }

    IllegalStateException alreadyFree(Span span, int slot) {
        count(Detection.DOUBLE_FREE, 1);
        return new IllegalStateException("block 0x%x (%s) is already free"
                .formatted(span.address(slot), kind(span)));
    }

    IllegalArgumentException foreign(long address, String allocator) {
        count(Detection.FOREIGN_ADDRESS, 1);
        return new IllegalArgumentException(
                "address 0x%x is in no memory of allocator '%s'".formatted(address, allocator));
    }

    /** An address in a span at which no slot starts. */
    IllegalArgumentException interior(long address, Span span) {
        count(Detection.INTERIOR_ADDRESS, 1);
        int slot = span.slotWith(address);
        if (slot >= span.slots) {
            return new IllegalArgumentException(
                    "address 0x%x is at the end of span 0x%x (%s), where no block can be"
                            .formatted(address, span.base, kind(span)));
        }
        long block = span.address(slot);
        return new IllegalArgumentException(
                "address 0x%x is %d bytes inside the block at 0x%x (%s, %s)"
                        .formatted(address, address - block, block, kind(span),
                                span.isLive(slot)
                                        ? span.requested(slot) + " bytes asked for"
                                        : "free"));
    }

    private static String kind(Span span) {
        return span.isLarge()
                ? "large, " + span.bytes() + " bytes"
                : "class " + span.classId + ", " + span.slotSize + " bytes";
    }
}
