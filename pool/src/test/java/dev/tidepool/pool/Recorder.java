// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Factory and hooks that record what a pool asked of them. Keeps no object alive. */
final class Recorder {
    private final LongAdder made = new LongAdder();
    private final LongAdder resets = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    Item make() {
        made.increment();
        return new Item();
    }

    void reset(Item item) {
        resets.increment();
    }

    void evict(Item item) {
        evictions.increment();
        if (!item.toEvicted()) {
            faults.add("evicted: " + item);
        }
    }

    /** Gets a cached object, or null, and stamps it as held. */
    Item poll(Pool<Item> pool) {
        return held(pool.poll());
    }

    /** Gets an object and stamps it as held. */
    Item get(Pool<Item> pool) {
        return held(pool.get());
    }

    private Item held(Item item) {
        if (item != null && !item.toHeld()) {
            faults.add("handed out: " + item);
        }
        return item;
    }

    /** {@return the lease, its object stamped as held} */
    Lease<Item> held(Lease<Item> lease) {
        if (lease != null) {
            held(lease.get());
        }
        return lease;
    }

    /** Stamps the object of a lease as idle. */
    void aboutToEnd(Lease<Item> lease) {
        Item item = lease.get();
        if (!item.toIdle()) {
            faults.add("given back: " + item);
        }
    }

    /** Puts an object, stamped as idle. */
    void put(Pool<Item> pool, Item item) {
        if (!item.toIdle()) {
            faults.add("put: " + item);
        }
        pool.put(item);
    }

    long made() {
        return made.sum();
    }

    long resets() {
        return resets.sum();
    }

    long evictions() {
        return evictions.sum();
    }

    void assertNoFaults() {
        assertEquals("", String.join("\n", faults.stream().limit(10).toList()));
    }
}
