// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics: what is counted, where, and under which name. */
class BufferPoolStatsTest extends BufferPoolContract {

    private List<String> names() {
        return pool().stats().stream().map(PoolStats::name).toList();
    }

    @Test
    void aPoolThatWasNeverUsedHasNoClasses() {
        assertEquals(List.of(pool().name() + "/unpooled"), names());
        assertEquals(new PoolStats(pool().name() + "/unpooled", 0, 0, 0, 0, 0, 0, 0, 0, 0),
                BufferStats.unpooled(pool()));
    }

    @Test
    void classesAreNamedByTheirCapacityAndOrderedByIt() {
        String name = pool().name();
        get(70_000);
        get(9);
        put(get(1));
        get(1000);
        get(10);
        put(buffers.make(1001));
        assertEquals(List.of(name + "/1", name + "/10", name + "/1024", name + "/81920",
                name + "/unpooled"), names());
        assertTrue(name.startsWith("buffers-"), name);
    }

    @Test
    void aGivenNameIsUsed() {
        var builder = flavour.builder(buffers, recorder).tide(tide).name("mine");
        BufferPool<Object> own = builder.build();
        own.put(own.get(64));
        assertEquals("mine", own.name());
        assertEquals("mine/64", own.stats().getFirst().name());
        assertEquals("mine/unpooled", own.stats().getLast().name());
        var nameless = flavour.builder(buffers, recorder);
        assertNotEquals(nameless.build().name(), nameless.build().name());
        own.close();
    }

    @Test
    void eachClassCountsItsOwn() {
        Object one = get(64);
        Object two = get(64);
        put(one);
        put(two);
        put(get(60));
        Object large = get(5000);
        put(large);
        tick(2);
        get(5000);
        long evictions = exact() ? 2 : BufferStats.sum(pool(), PoolStats::evicted) - 1;
        PoolStats small = pool().stats().getFirst();
        assertEquals(3, small.gets());
        assertEquals(3, small.puts());
        assertEquals(2, small.ticks());
        assertEquals(evictions, small.evicted());
        PoolStats other = pool().stats().get(1);
        assertEquals(new PoolStats(pool().name() + "/5120", 2, 0, 2, 1, 0, 1, 0, 0, 2), other);
        assertEquals(0.0, other.hitRate());
    }

    @Test
    void aNullOrANegativeSizeIsNotCounted() {
        assertThrows(NullPointerException.class, () -> put(null));
        assertThrows(IllegalArgumentException.class, () -> get(-1));
        assertThrows(IllegalArgumentException.class, () -> pool().lease(-1));
        assertEquals(0, BufferStats.sum(pool(), PoolStats::gets));
        assertEquals(0, BufferStats.sum(pool(), PoolStats::puts));
    }

    @Test
    void leasesAreCountedAsGetsAndPuts() {
        pool().lease(64).close();
        pool().lease(64).close();
        PoolStats stats = pool().stats().getFirst();
        assertEquals(2, stats.gets());
        assertEquals(1, stats.hits());
        assertEquals(2, stats.puts());
        assertEquals(0.5, stats.hitRate());
    }

    @Test
    void countersSurviveClearTicksAndClose() {
        for (int i = 0; i < 5; i++) {
            put(get(64));
            tick(1);
        }
        pool().clear();
        put(get(64));
        pool().close();
        put(get(64));
        PoolStats stats = pool().stats().getFirst();
        assertEquals(7, stats.gets());
        assertEquals(7, stats.puts());
        assertEquals(4, stats.hits());
        assertEquals(1, stats.dropped());
        assertEquals(2, stats.evicted());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1000, 50_000, 10_000_000})
    void theCountersAddUpAfterAnyHistory(long bound) throws Throwable {
        pool(bound);
        var random = new Random();
        long gets = 0;
        long puts = 0;
        List<Object> held = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            int choice = random.nextInt(20);
            if (choice < 9) {
                held.add(get(random.nextInt(20_000)));
                gets++;
            } else if (choice < 17) {
                put(held.isEmpty() ? buffers.make(random.nextInt(2000))
                        : held.remove(random.nextInt(held.size())));
                puts++;
            } else if (choice < 19) {
                tick(1);
            } else {
                pool().clear();
            }
        }
        assertEquals(gets, BufferStats.sum(pool(), PoolStats::gets));
        assertEquals(puts, BufferStats.sum(pool(), PoolStats::puts));
        long fitting = puts - BufferStats.unpooled(pool()).puts();
        assertEquals(flavour.resets() ? fitting : 0, recorder.resets(), "reset once for each put");
        assertOrdered();
    }

    private void assertOrdered() {
        List<Integer> capacities =
                BufferStats.classes(pool()).stream().map(BufferStats::capacity).toList();
        assertEquals(capacities.stream().sorted(Comparator.naturalOrder()).distinct().toList(),
                capacities);
        assertTrue(BufferSizes.ALL.containsAll(capacities));
    }
}
