// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Plant;
import dev.tidepool.bench.Suite;
import dev.tidepool.bench.arena.ArenaSuite;
import dev.tidepool.bench.arena.CloseSuite;
import dev.tidepool.bench.bounded.BoundedSuite;
import dev.tidepool.bench.buffer.BufferSuite;
import dev.tidepool.bench.buffer.RetentionSuite;
import dev.tidepool.bench.pool.PoolSuite;
import dev.tidepool.bench.pool.VirtualSuite;
import dev.tidepool.bench.span.MemorySuite;
import dev.tidepool.bench.span.SpanSuite;
import java.util.List;
import java.util.Optional;

/** All suites of the report, in its order. */
final class Suites {

    /** Those that can plant a slow-down. */
    static final List<String> PLANTABLE = List.of("pool", "arena");

    private Suites() {}

    /**
     * {@return all suites}
     *
     * @param plant "sleep" or "cas" for all suites that can, or after the name of one and a colon;
     *     empty for none
     * @throws IllegalArgumentException if it is none of these
     */
    static List<Suite> all(String plant) {
        return List.of(
                new PoolSuite(plant("pool", plant)),
                new VirtualSuite(),
                new BoundedSuite(),
                new BufferSuite(),
                new RetentionSuite(),
                new SpanSuite(),
                new ArenaSuite(plant("arena", plant)),
                new CloseSuite(),
                new MemorySuite());
    }

    private static Optional<Plant> plant(String suite, String plant) {
        if (plant.isEmpty()) {
            return Optional.empty();
        }
        int colon = plant.indexOf(':');
        Plant what;
        try {
            what = Plant.of(plant.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--plant: " + e.getMessage(), e);
        }
        if (colon < 0) {
            return Optional.of(what);
        }
        String where = plant.substring(0, colon);
        if (!PLANTABLE.contains(where)) {
            throw new IllegalArgumentException(
                    "--plant: nothing can be planted in \"" + where + "\", only in "
                            + PLANTABLE);
        }
        return where.equals(suite) ? Optional.of(what) : Optional.empty();
    }

    /**
     * {@return those of these names in the report's order, all if there are no names}
     *
     * @throws IllegalArgumentException if a name is not one
     */
    static List<Suite> named(List<String> names, String plant) {
        List<Suite> all = all(plant);
        List<String> known = all.stream().map(Suite::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "--suite: none is called \"" + name + "\", but " + known);
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(suite -> names.contains(suite.name())).toList();
    }
}
