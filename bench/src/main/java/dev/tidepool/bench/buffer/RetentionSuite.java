// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import dev.tidepool.bench.Cell;
import dev.tidepool.bench.Profile;
import dev.tidepool.bench.Reading;
import dev.tidepool.bench.Row;
import dev.tidepool.bench.Suite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What pools of buffers keep of a burst and of an outlier, by {@link Retention}, in this process.
 */
public final class RetentionSuite implements Suite {

    private static final double SECONDS = 1;
    private static final double SMOKE_SECONDS = 0.2;
    private static final List<String> FEW =
            List.of(
                    "tidepool",
                    "threadLocalDeques",
                    "jettyQuadratic",
                    "nettyPooledCached",
                    "nettyAdaptiveCached");
    private static final double MEBI = 1 << 20;

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public String title() {
        return "What buffer pools keep";
    }

    @Override
    public String question() {
        return "How much does a pool keep of many buffers held at once, and of one huge buffer "
                + "among small ones, after one turn of its aging and after two?";
    }

    /** {@return in minutes the pools that are someone's choice, not every way to write one} */
    private static List<String> some(Profile profile, List<String> all) {
        return all.stream().filter(s -> profile != Profile.QUICK || FEW.contains(s)).toList();
    }

    @Override
    public List<Cell> cells(Profile profile) {
        double seconds = profile == Profile.SMOKE ? SMOKE_SECONDS : SECONDS;
        Retention.Scale scale =
                profile == Profile.SMOKE ? Retention.Scale.TINY : Retention.Scale.FULL;
        boolean isFull = !profile.isShort();
        List<Cell> cells = new ArrayList<>();
        // Of several bursts a short report looks at the first.
        for (int burst : isFull ? scale.bursts() : scale.bursts().subList(0, 1)) {
            for (String subject : some(profile, Retention.ofBurst(isFull))) {
                cells.add(
                        Cell.once(
                                "burst of " + burst,
                                subject,
                                seconds,
                                forks -> reading(Retention.burst(subject, burst, scale))));
            }
        }
        for (String subject : some(profile, Retention.ofOutlier(isFull))) {
            cells.add(
                    Cell.once(
                            "one of " + (scale.outlierBytes() >> 20) + " MiB among 4 KiB",
                            subject,
                            seconds,
                            forks -> reading(Retention.outlier(subject, scale))));
        }
        return cells;
    }

    private static List<Reading> reading(Retained retained) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("steady MiB", retained.steady().live() / MEBI);
        figures.put("after MiB", retained.after().live() / MEBI);
        figures.put("one turn MiB", retained.oneTurn().live() / MEBI);
        figures.put("two turns MiB", retained.twoTurns().live() / MEBI);
        figures.put("own count / steady", retained.multipleOfSteady());
        figures.put("at most", retained.limit());
        figures.put("made again", retained.madeAgain());
        figures.put("MiB made again", retained.allocatedAgain() / MEBI);
        return List.of(Reading.ofMore(figures));
    }

    @Override
    public List<Row> rows() {
        return List.of();
    }
}
