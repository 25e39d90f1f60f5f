// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HistogramFigureTest {

    @Test
    void barsAreThreeForEachPowerOfTen() {
        assertEquals(0, HistogramFigure.bar(0));
        assertEquals(0, HistogramFigure.bar(1000));
        assertEquals(3, HistogramFigure.bar(10_001));
        assertEquals(9, HistogramFigure.bar(1_000_001));
        assertEquals(17, HistogramFigure.bar(Long.MAX_VALUE));
    }

    @Test
    void onlyFullBarsAreDrawn() {
        Histogram histogram = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
        histogram.recordValueWithCount(5_000, 7);
        histogram.recordValue(TimeUnit.MINUTES.toNanos(1));
        assertEquals(7, HistogramFigure.highest(histogram));
        String svg = HistogramFigure.svg(histogram, 7, "G1, fresh");
        assertEquals(2, svg.split("<rect").length - 1, svg);
    }
}
