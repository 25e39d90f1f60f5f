// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to compare.
 *
 * @param seconds measured in each child, without the warm-up
 * @param heapMebibytes least and greatest heap of each child
 */
record Plan(
        List<Collector> collectors,
        List<Workload> workloads,
        double seconds,
        int rounds,
        int heapMebibytes) {

    /** A child JVM. */
    record Trial(Workload workload, Collector collector, Variant variant) {

        @Override
        public String toString() {
            return workload + ", " + collector + ", " + variant;
        }
    }

    /** {@return the children of one round, so that what is compared runs close together} */
    List<Trial> round(List<Collector> usable) {
        List<Trial> trials = new ArrayList<>();
        for (Workload workload : workloads) {
            for (Collector collector : usable) {
                for (Variant variant : Variant.values()) {
                    trials.add(new Trial(workload, collector, variant));
                }
            }
        }
        return trials;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("secondsPerChild", seconds);
        map.put("rounds", rounds);
        map.put("heapMebibytes", heapMebibytes);
        map.put("workloads", workloads);
        map.put("collectors", collectors);
        return map;
    }
}
