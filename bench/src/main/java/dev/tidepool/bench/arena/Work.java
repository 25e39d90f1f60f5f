// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One workload of the report: a benchmark method with fixed parameters, and who runs it.
 *
 * @param quick the subjects that the speed table needs
 * @param further those that only a full run measures
 */
record Work(
        String name,
        Class<?> benchmark,
        String method,
        Map<String, String> parameters,
        List<String> quick,
        List<String> further) {

    private static final String INLINED = "inlined";
    private static final String ESCAPING = "escaping";
    private static final long LARGEST = 1 << 20;

    private static final List<String> CONFINED =
            List.of(
                    "tidepool",
                    "tidepoolUninitialized",
                    "tidepoolWiping",
                    "jdk",
                    "jdkSlicing",
                    "malloc",
                    "calloc",
                    "nettyPooledCached");

    static final Work ONE_64 = confined(64, 1, INLINED, "tidepool", "jdk", "calloc");
    static final Work ONE_64_ESCAPING = confined(64, 1, ESCAPING, "tidepool", "jdk");
    static final Work TEN_100 = confined(100, 10, INLINED, "tidepool", "jdk", "jdkSlicing");
    static final Work TEN_100_ESCAPING = confined(100, 10, ESCAPING, "tidepool", "jdk");
    static final Work CHILD = child(64, 1, "tidepoolChild", "jdk");
    static final Work SHARED = shared(64, "tidepoolShared", "jdkShared");
    static final Work LEASE_64 = lease(64, "tidepoolLease", "jdkShared");
    static final Work LEASE_4K = lease(4096);
    static final Work LEASE_64K = lease(65_536);
    static final Work HAND_OFF = handOff(64, "tidepoolLease", "jdkShared");
    static final Work VIRTUAL = virtual(64, 1, "tidepool", "jdk", Subjects.NONE);

    static final List<Work> ALL = all();

    private static List<Work> all() {
        List<Work> all =
                new ArrayList<>(
                        List.of(
                                ONE_64,
                                ONE_64_ESCAPING,
                                TEN_100,
                                TEN_100_ESCAPING,
                                CHILD,
                                SHARED,
                                LEASE_64,
                                LEASE_4K,
                                LEASE_64K,
                                HAND_OFF,
                                VIRTUAL,
                                child(1024, 10),
                                shared(4096),
                                handOff(4096),
                                virtual(1024, 10)));
        for (String method : List.of(INLINED, ESCAPING)) {
            for (int count : new int[] {1, 10, 100}) {
                for (long size : new long[] {16, 256, 1024, 4096, 65_536, LARGEST}) {
                    if (size < LARGEST || count < 100) {
                        all.add(grid(size, count, method));
                    }
                }
            }
        }
        return List.copyOf(all);
    }

    private static Work confined(long size, int count, String method, String... quick) {
        return of(
                "confined", ConfinedBenchmark.class, method, size, count, List.of(quick), CONFINED);
    }

    /** One point of many, so only the two in question. */
    private static Work grid(long size, int count, String method) {
        return of(
                "confined",
                ConfinedBenchmark.class,
                method,
                size,
                count,
                List.of(),
                List.of("tidepool", "jdk"));
    }

    private static Work child(long size, int count, String... quick) {
        return of(
                "child",
                ChildBenchmark.class,
                ESCAPING,
                size,
                count,
                List.of(quick),
                List.of("tidepoolChild", "tidepool", "jdk"));
    }

    private static Work shared(long size, String... quick) {
        return of(
                "shared",
                SharedBenchmark.class,
                ESCAPING,
                size,
                1,
                List.of(quick),
                List.of("tidepoolShared", "jdkShared"));
    }

    private static Work lease(long size, String... quick) {
        return of(
                "lease",
                LeaseBenchmark.class,
                ESCAPING,
                size,
                1,
                List.of(quick),
                List.of("tidepoolLease", "jdkShared", "jdkAuto"));
    }

    private static Work handOff(long size, String... quick) {
        return new Work(
                "lease here, close there, " + size + " B",
                LeaseHandOffBenchmark.class,
                "handOff",
                Map.of("size", Long.toString(size)),
                List.of(quick),
                without(
                        List.of(quick),
                        List.of("tidepoolLease", "tidepoolShared", "jdkShared", "jdkAuto")));
    }

    private static Work virtual(long size, int count, String... quick) {
        return new Work(
                "virtual thread, " + count + " x " + size + " B",
                VirtualTaskBenchmark.class,
                "wave",
                Map.of("size", Long.toString(size), "count", Integer.toString(count)),
                List.of(quick),
                without(List.of(quick), List.of("tidepool", "jdk", Subjects.NONE)));
    }

    private static Work of(
            String kind,
            Class<?> benchmark,
            String method,
            long size,
            int count,
            List<String> quick,
            List<String> all) {
        return new Work(
                kind + ", " + count + " x " + size + " B, " + method,
                benchmark,
                method,
                Map.of("size", Long.toString(size), "count", Integer.toString(count)),
                quick,
                without(quick, all));
    }

    private static List<String> without(List<String> some, List<String> all) {
        return all.stream().filter(subject -> !some.contains(subject)).toList();
    }

    /** {@return whether {@link PlantedSubject} can stand for the subject} */
    boolean isPlantable() {
        return method.equals(INLINED) || method.equals(ESCAPING);
    }

    /** {@return the benchmark's parameters for one subject} */
    Map<String, String> parameters(String subject) {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("subject", subject);
        return all;
    }
}
