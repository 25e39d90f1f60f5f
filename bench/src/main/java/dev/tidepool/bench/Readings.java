// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** A suite's readings by workload, subject and round. */
public final class Readings {

    /** Who was measured at what. */
    public record Key(String work, String subject) {}

    private final Map<Key, TreeMap<Integer, Reading>> rounds = new LinkedHashMap<>();

    /** Enters a reading; a second one of the same round replaces the first. */
    public void add(String work, String subject, int round, Reading reading) {
        rounds.computeIfAbsent(new Key(work, subject), key -> new TreeMap<>()).put(round, reading);
    }

    public Set<Key> keys() {
        return rounds.keySet();
    }

    /** {@return a subject's readings by round} */
    public Map<Integer, Reading> of(String work, String subject) {
        return rounds.getOrDefault(new Key(work, subject), new TreeMap<>());
    }

    public List<Reading> list(String work, String subject) {
        return List.copyOf(of(work, subject).values());
    }

    /** {@return the median over the rounds; the unknown is skipped, NaN if nothing is known} */
    public double median(String work, String subject, ToDoubleFunction<Reading> figure) {
        return Statistics.median(
                of(work, subject).values().stream().mapToDouble(figure).boxed().toList());
    }
}
