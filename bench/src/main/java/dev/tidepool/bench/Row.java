// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A comparison: a Tidepool against its peers under one workload.
 *
 * @param peers those compared with
 * @param against which of them counts
 * @param target the ratio not to be exceeded; NaN if there is none
 */
public record Row(
        String title,
        String work,
        String ours,
        List<String> peers,
        Against against,
        double target,
        Limits limits) {

    /** What stands for several peers. */
    public enum Against {
        FASTEST,
        /** Of all of them; unknown while one is missing. */
        MEDIAN
    }

    /**
     * What a time must not be bought with.
     *
     * @param bytes of garbage per operation
     * @param isAbovePeer whether that is garbage beyond the peer's
     * @param leastHitRate in percent
     * @param retained the most that may be kept
     */
    public record Limits(
            double bytes, boolean isAbovePeer, double leastHitRate, double retained) {

        public static final Limits NONE =
                new Limits(Double.POSITIVE_INFINITY, false, 0, Double.POSITIVE_INFINITY);

        public static Limits ofBytes(double bytes) {
            return new Limits(bytes, false, 0, Double.POSITIVE_INFINITY);
        }
    }

    public boolean hasTarget() {
        return !Double.isNaN(target);
    }

    /** {@return whether it compares this subject under this workload} */
    public boolean needs(String work, String subject) {
        return this.work.equals(work) && (ours.equals(subject) || peers.contains(subject));
    }

    /** {@return whether one of the rows that has a target needs this} */
    public static boolean isTargeted(List<Row> rows, String work, String subject) {
        return rows.stream().anyMatch(row -> row.hasTarget() && row.needs(work, subject));
    }

    /** {@return whether there is anything to say} */
    public boolean isMeasured(Readings readings) {
        return !readings.of(work, ours).isEmpty()
                && (peers.isEmpty() || !known(readings).isEmpty());
    }

    /** {@return the row filled in} */
    public Figure figure(Readings readings) {
        Interval interval = Interval.of(nanos(readings, ours), peer(readings));
        double bytes = readings.median(work, ours, Reading::bytes);
        double hitRate = readings.median(work, ours, Reading::hitRate);
        double retained = readings.median(work, ours, Reading::retained);
        return new Figure(
                title,
                work,
                ours + planted(readings),
                peerName(readings),
                interval,
                target,
                verdict(interval.ratio(), bytes, hitRate, retained, readings),
                bytes,
                hitRate,
                retained);
    }

    private String verdict(
            double ratio, double bytes, double hitRate, double retained, Readings readings) {
        StringBuilder missed = new StringBuilder();
        say(missed, ratio > target, "time");
        say(missed, bytes > mostBytes(readings), "garbage");
        say(missed, hitRate < limits.leastHitRate, "hits");
        say(missed, retained > limits.retained, "retained");
        if (!missed.isEmpty()) {
            return Figure.MISSED + ": " + missed;
        }
        boolean isAsked = hasTarget() || !limits.equals(Limits.NONE);
        if (!isAsked) {
            return Figure.NOT_ASKED;
        }
        boolean isKnown =
                !(hasTarget() && Double.isNaN(ratio))
                        && !(Double.isFinite(limits.bytes) && Double.isNaN(bytes))
                        && !(limits.leastHitRate > 0 && Double.isNaN(hitRate));
        return isKnown ? Figure.MET : Figure.UNKNOWN;
    }

    private static void say(StringBuilder missed, boolean isMissed, String what) {
        if (isMissed) {
            missed.append(missed.isEmpty() ? "" : ", ").append(what);
        }
    }

    private double mostBytes(Readings readings) {
        double peers =
                limits.isAbovePeer
                        ? readings.median(work, peerName(readings), Reading::bytes)
                        : 0;
        return limits.bytes + peers;
    }

    private String planted(Readings readings) {
        return readings.list(work, ours).stream()
                .map(Reading::planted)
                .filter(plant -> !plant.isEmpty())
                .findFirst()
                .map(plant -> " + planted " + plant)
                .orElse("");
    }

    /** {@return the peers with a figure, the fastest first} */
    private List<String> known(Readings readings) {
        return peers.stream()
                .filter(peer -> !Double.isNaN(readings.median(work, peer, Reading::nanos)))
                .sorted(
                        Comparator.comparingDouble(
                                peer -> readings.median(work, peer, Reading::nanos)))
                .toList();
    }

    private String peerName(Readings readings) {
        List<String> known = known(readings);
        if (known.isEmpty()) {
            return "-";
        }
        return against == Against.FASTEST ? known.getFirst() : "median of " + known.size();
    }

    /** {@return what counts for the peers, by round} */
    private Map<Integer, Double> peer(Readings readings) {
        List<String> known = known(readings);
        if (known.isEmpty() || (against == Against.MEDIAN && known.size() < peers.size())) {
            return Map.of();
        }
        Map<Integer, Double> first = nanos(readings, known.getFirst());
        if (against == Against.FASTEST) {
            return first;
        }
        Map<Integer, Double> medians = new TreeMap<>();
        for (Integer round : first.keySet()) {
            List<Map<Integer, Double>> all = known.stream().map(p -> nanos(readings, p)).toList();
            if (all.stream().allMatch(one -> one.containsKey(round))) {
                medians.put(
                        round,
                        Statistics.median(
                                all.stream().map(m -> m.getOrDefault(round, 0.0)).toList()));
            }
        }
        return medians;
    }

    private Map<Integer, Double> nanos(Readings readings, String subject) {
        Map<Integer, Double> nanos = new TreeMap<>();
        readings.of(work, subject)
                .forEach(
                        (round, reading) -> {
                            if (!Double.isNaN(reading.nanos())) {
                                nanos.put(round, reading.nanos());
                            }
                        });
        return nanos;
    }
}
