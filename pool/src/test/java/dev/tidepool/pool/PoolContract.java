// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules that hold for every flavour of pool on every kind of thread. After each test the statistics
 * of its pool must balance, and no object may have been handed out or evicted twice.
 */
@Timeout(120)
@ParameterizedClass(name = "{1} pool on a {0} thread")
@MethodSource("dev.tidepool.pool.PoolContract#everyFlavourOnEveryThread")
abstract class PoolContract extends ThreadedTest {

    @Parameter(1)
    Flavour flavour;

    final Tide tide = Tide.manual();
    final Recorder recorder = new Recorder();
    private Pool<Item> pool;

    static Stream<Arguments> everyFlavourOnEveryThread() {
        return onEveryThread((Object[]) Flavour.values());
    }

    /** The pool of this test, of default size. */
    final Pool<Item> pool() {
        if (pool == null) {
            pool = flavour.builder(recorder).tide(tide).build();
        }
        return pool;
    }

    /** The pool of this test, of this size. */
    final Pool<Item> pool(int maxRetained) {
        pool = flavour.builder(recorder).tide(tide).maxRetained(maxRetained).build();
        return pool;
    }

    final Item get() {
        return recorder.get(pool());
    }

    final Item poll() {
        return recorder.poll(pool());
    }

    final void put(Item item) {
        recorder.put(pool(), item);
    }

    /** Puts that many fresh objects, and returns how many were retained of all put so far. */
    final long putFresh(int objects) {
        for (int i = 0; i < objects; i++) {
            put(new Item());
        }
        return retained();
    }

    /** Polls until the pool answers null. */
    final List<Item> drain() {
        var all = new ArrayList<Item>();
        for (Item item = poll(); item != null; item = poll()) {
            all.add(item);
        }
        return all;
    }

    final long retained() {
        return pool().stats().retained();
    }

    /** A platform thread finds all it put; a virtual one shares slots and may lose some. */
    final boolean exact() {
        return kind == ThreadKind.PLATFORM;
    }

    @AfterEach
    final void theAccountsBalance() {
        if (pool != null) {
            flavour.assertBalanced(pool, recorder);
        }
    }
}
