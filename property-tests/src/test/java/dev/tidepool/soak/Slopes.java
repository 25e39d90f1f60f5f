// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether the process grows. After a quarter of the run, in which caches fill and code is compiled,
 * a straight line is laid through the samples of each figure; what it rises by over the rest of the
 * run must not exceed the figure's tolerance. A run below ten minutes is allowed more of it, by the
 * square root of how much shorter it is: the JVM has not settled then.
 */
final class Slopes {

    private static final double WARM_UP = 0.25;
    private static final double SETTLED_SECONDS = 600;
    private static final int LEAST = 8;

    private final List<Sample> samples = new ArrayList<>();

    void add(Sample sample) {
        samples.add(sample);
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    Sample last() {
        return samples.getLast();
    }

    /** The rise of one figure, against what is tolerated. */
    record Rise(Sample.Figure figure, double median, double rise, double tolerance, int count) {

        boolean isTooMuch() {
            return rise > tolerance;
        }

        @Override
        public String toString() {
            return "%s: rises by %s over the %d samples after the warm-up, %s tolerated, median %s"
                    .formatted(figure.text(), Sample.text(figure, rise), count,
                            Sample.text(figure, tolerance), Sample.text(figure, median));
        }
    }

    /** {@return a rise for each figure that this system tells; none if there are few samples} */
    List<Rise> rises(double seconds) {
        List<Sample> judged = samples.stream()
                .filter(sample -> sample.seconds() >= WARM_UP * seconds).toList();
        List<Rise> rises = new ArrayList<>();
        if (judged.size() < LEAST) {
            return rises;
        }
        double[] x = judged.stream().mapToDouble(Sample::seconds).toArray();
        double scale = Math.max(1, Math.sqrt(SETTLED_SECONDS / Math.max(1, seconds)));
        for (Sample.Figure figure : Sample.Figure.values()) {
            double[] y = Sample.series(judged, figure);
            if (y[0] >= 0) {
                double median = TheilSen.median(y);
                rises.add(new Rise(figure, median,
                        TheilSen.slope(x, y) * (x[x.length - 1] - x[0]),
                        scale * figure.tolerance(median), judged.size()));
            }
        }
        return rises;
    }
}
