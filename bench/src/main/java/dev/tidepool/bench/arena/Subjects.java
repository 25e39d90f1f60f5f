// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import java.util.List;
import org.openjdk.jmh.infra.Blackhole;

/** Every subject by the name that benchmarks and reports use. */
final class Subjects {

    /** Only what a benchmark costs by itself. */
    static final String NONE = "none";

    static final List<String> NAMES =
            List.of(
                    "tidepool",
                    "tidepoolUninitialized",
                    "tidepoolWiping",
                    "tidepoolChild",
                    "tidepoolShared",
                    "tidepoolLease",
                    "jdk",
                    "jdkSlicing",
                    "jdkShared",
                    "jdkAuto",
                    "malloc",
                    "calloc",
                    "nettyPooledCached",
                    NONE);

    private Subjects() {}

    static Subject open(String name) {
        return switch (name) {
            case "tidepool" -> TidepoolSubjects.confined(name);
            case "tidepoolUninitialized" -> TidepoolSubjects.uninitialized(name);
            case "tidepoolWiping" -> TidepoolSubjects.wiping(name);
            case "tidepoolChild" -> TidepoolSubjects.child(name);
            case "tidepoolShared" -> TidepoolSubjects.shared(name);
            case "tidepoolLease" -> TidepoolSubjects.lease(name);
            case "jdk" -> new JdkSubjects.Confined(name);
            case "jdkSlicing" -> new JdkSubjects.Slicing(name);
            case "jdkShared" -> new JdkSubjects.Shared(name);
            case "jdkAuto" -> new JdkSubjects.Auto(name);
            case "malloc" -> MallocSubjects.Glibc.malloc(name);
            case "calloc" -> MallocSubjects.Glibc.calloc(name);
            case "nettyPooledCached" -> MallocSubjects.Netty.cached(name);
            case NONE -> new None(name);
            default -> throw new IllegalArgumentException("no subject is called " + name);
        };
    }

    private record None(String name) implements Subject {

        @Override
        public void inlined(long size, int count, Blackhole hole) {}

        @Override
        public void escaping(long size, int count, Blackhole hole) {}
    }
}
