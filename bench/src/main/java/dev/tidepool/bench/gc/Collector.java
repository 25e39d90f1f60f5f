// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.util.List;

/** The collectors of the JVM. */
enum Collector {
    SERIAL("Serial", "-XX:+UseSerialGC"),
    PARALLEL("Parallel", "-XX:+UseParallelGC"),
    G1("G1", "-XX:+UseG1GC"),
    ZGC("ZGC", "-XX:+UseZGC"),
    SHENANDOAH("Shenandoah", "-XX:+UseShenandoahGC"),
    /** Never collects: a child ends when the heap is full. Only on request. */
    EPSILON("Epsilon", "-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC");

    final String label;
    final List<String> flags;

    Collector(String label, String... flags) {
        this.label = label;
        this.flags = List.of(flags);
    }

    /** {@return those that collect} */
    static List<Collector> usual() {
        return List.of(SERIAL, PARALLEL, G1, ZGC, SHENANDOAH);
    }

    @Override
    public String toString() {
        return label;
    }
}
