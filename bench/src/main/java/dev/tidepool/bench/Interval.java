// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The medians of two sides over the rounds that both were measured in, their ratio, and the least
 * and the most of the ratios within a round. The ratio lies within them: where each of ours is at
 * most so many times its peer, the medians are. NaN if there is no ratio.
 *
 * <p>The range over n rounds contains the median of all rounds that there could be with a
 * probability of 1 - 2^(1-n): 75 % for three rounds, 94 % for five.
 */
public record Interval(
        double ours, double peer, double ratio, double least, double most, int rounds) {

    /** {@return what two sides' times by round give} */
    static Interval of(Map<Integer, Double> ours, Map<Integer, Double> peer) {
        List<Double> mine = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Map.Entry<Integer, Double> entry : ours.entrySet()) {
            double other = peer.getOrDefault(entry.getKey(), Double.NaN);
            // Not above zero where a difference of two noisy times is: no ratio then.
            if (other <= 0) {
                return unknown(ours, peer);
            }
            if (!Double.isNaN(other)) {
                mine.add(entry.getValue());
                others.add(other);
                least = Math.min(least, entry.getValue() / other);
                most = Math.max(most, entry.getValue() / other);
            }
        }
        if (mine.isEmpty()) {
            return unknown(ours, peer);
        }
        double ourMedian = Statistics.median(mine);
        double peerMedian = Statistics.median(others);
        return new Interval(
                ourMedian, peerMedian, ourMedian / peerMedian, least, most, mine.size());
    }

    private static Interval unknown(Map<Integer, Double> ours, Map<Integer, Double> peer) {
        return new Interval(
                Statistics.median(ours.values()),
                Statistics.median(peer.values()),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                0);
    }

    public boolean isKnown() {
        return rounds > 0;
    }

    /** {@return whether the rounds do not agree on which side of a value the ratio is} */
    public boolean spans(double value) {
        return least <= value && most > value;
    }

    /** {@return the probability that so many rounds contain the median} */
    public static double coverage(int rounds) {
        return rounds < 1 ? 0 : 1 - Math.pow(2, 1.0 - rounds);
    }
}
