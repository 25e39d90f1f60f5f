// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.Statistics;
import dev.tidepool.bench.span.Footprint;
import dev.tidepool.bench.span.SystemCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the JVMs of one contender said. */
final class Result {

    private final Contenders who;
    private String skipped = "";
    private String failure = "";
    private SystemCalls calls = SystemCalls.NOT_TOLD;
    private double hitRate = Double.NaN;
    private final List<MemorySample> memory = new ArrayList<>();
    private final List<Double> nanos = new ArrayList<>();
    private final List<Double> bytes = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    Result(Contenders who) {
        this.who = who;
    }

    Contenders who() {
        return who;
    }

    void skip(String why) {
        skipped = why;
    }

    void fail(String how) {
        failure = failure.isEmpty() ? how : failure;
    }

    /** {@return why it did not take part, empty if it did} */
    String skipped() {
        return skipped;
    }

    /** {@return what went wrong, empty if nothing did} */
    String failure() {
        return failure;
    }

    /** {@return whether there is anything more to ask of it} */
    boolean goesOn() {
        return skipped.isEmpty() && failure.isEmpty();
    }

    /**
     * Takes a line of a child.
     *
     * @return whether it was a finding, and the last one to come
     */
    boolean take(String line) {
        if (line.startsWith(ReplayChild.SKIP)) {
            skip(line.substring(ReplayChild.SKIP.length()));
            return true;
        }
        if (line.startsWith(ReplayChild.FAILED)) {
            fail(line.substring(ReplayChild.FAILED.length()));
            return true;
        }
        if (line.startsWith(ReplayChild.MEMORY)) {
            memory.add(MemorySample.ofLine(line.substring(ReplayChild.MEMORY.length())));
        } else if (line.startsWith(ReplayChild.CALLS)) {
            String[] fields = line.split(" ", -1);
            calls = new SystemCalls(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
        } else if (line.startsWith(ReplayChild.HITS)) {
            hitRate = Double.parseDouble(line.substring(ReplayChild.HITS.length()));
            return true;
        } else if (line.startsWith(ReplayChild.TIME)) {
            String[] fields = line.split(" ", -1);
            nanos.add(Double.parseDouble(fields[1]));
            bytes.add(Double.parseDouble(fields[2]));
            cpu.add(Double.parseDouble(fields[3]));
            return true;
        }
        return false;
    }

    /** {@return the median over the rounds, NaN before the first} */
    double medianNanos() {
        return Statistics.median(nanos);
    }

    double leastNanos() {
        return nanos.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    double mostNanos() {
        return nanos.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** {@return the median over the rounds} */
    double medianCpu() {
        return Statistics.median(cpu);
    }

    /** {@return the median over the rounds} */
    double medianBytes() {
        return Statistics.median(bytes);
    }

    SystemCalls calls() {
        return calls;
    }

    double hitRate() {
        return hitRate;
    }

    List<MemorySample> memory() {
        return memory;
    }

    /** {@return the most of a figure, {@link Footprint#UNKNOWN} if nobody told it} */
    long peak(ToLongFunction<MemorySample> figure) {
        return memory.stream().mapToLong(figure).max().orElse(Footprint.UNKNOWN);
    }

    /** {@return a figure at the end of the trace} */
    long end(ToLongFunction<MemorySample> figure) {
        return memory.isEmpty() ? Footprint.UNKNOWN : figure.applyAsLong(memory.getLast());
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("subject", who.id());
        map.put("what", who.description());
        if (!skipped.isEmpty()) {
            map.put("skipped", skipped);
            return map;
        }
        map.put("verdict", failure.isEmpty() ? "ok" : failure);
        map.put("nanosPerEvent", medianNanos());
        map.put("nanosPerEventByRound", List.copyOf(nanos));
        map.put("cpuNanosPerEvent", medianCpu());
        map.put("garbageBytesPerEvent", medianBytes());
        map.put("hitRate", hitRate);
        map.put("maps", calls.maps());
        map.put("releases", calls.releases());
        map.put("peakReserved", peak(MemorySample::reserved));
        map.put("peakResident", peak(MemorySample::resident));
        map.put("peakProcessGrowth", peak(MemorySample::process));
        map.put("endReserved", end(MemorySample::reserved));
        map.put("endResident", end(MemorySample::resident));
        map.put("endProcessGrowth", end(MemorySample::process));
        map.put("endLive", end(MemorySample::live));
        map.put("memoryFields", List.of("event", "live", "reserved", "resident", "process"));
        map.put(
                "memory",
                memory.stream()
                        .map(m ->
                                List.of(
                                        m.event(),
                                        m.live(),
                                        m.reserved(),
                                        m.resident(),
                                        m.process()))
                        .toList());
        return map;
    }
}
