// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Hooks of a pool of buffers that record what they were asked; keeps the evicted ones. */
final class BufferRecorder {
    private final LongAdder resets = new LongAdder();
    private final Set<Object> evicted =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    void reset(Object buffer) {
        resets.increment();
    }

    void evict(Object buffer) {
        if (!evicted.add(buffer)) {
            faults.add("evicted twice: " + buffer);
        }
    }

    long resets() {
        return resets.sum();
    }

    long evictions() {
        return evicted.size();
    }

    boolean hasEvicted(Object buffer) {
        return evicted.contains(buffer);
    }

    void assertNoFaults() {
        assertEquals(List.of(), faults.stream().limit(10).toList());
    }
}
