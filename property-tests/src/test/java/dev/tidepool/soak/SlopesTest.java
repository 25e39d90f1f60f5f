// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** What is taken for growth. */
class SlopesTest {

    private static final int SAMPLES = 60;
    private static final long RUN_SECONDS = 3600;
    private static final long MIB = 1 << 20;

    private static double slope(IntToLongFunction y) {
        double[] x = new double[SAMPLES];
        double[] values = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            x[i] = i;
            values[i] = y.applyAsLong(i);
        }
        return TheilSen.slope(x, values);
    }

    private static Slopes.Rise rss(IntToLongFunction y) {
        var slopes = new Slopes();
        for (int i = 0; i < SAMPLES; i++) {
            slopes.add(new Sample((double) RUN_SECONDS * i / SAMPLES,
                    new long[] {y.applyAsLong(i), 0, 0, 0, 0}));
        }
        return slopes.rises(RUN_SECONDS).getFirst();
    }

    @Test
    void aStraightLineHasItsOwnSlope() {
        assertEquals(3, slope(i -> 3L * i - 5), 1e-9);
    }

    @Test
    void noiseAboutALevelHasNone() {
        var random = new SplittableRandom(7);
        assertEquals(0, slope(i -> 1000 + random.nextInt(-20, 21)), 0.5);
    }

    @Test
    void oneOutlierDoesNotMatter() {
        assertEquals(2, slope(i -> i == SAMPLES - 1 ? 1_000_000 : 2L * i), 1e-9);
    }

    @Test
    void samplesOfOneMomentHaveNone() {
        assertEquals(0, TheilSen.slope(new double[] {1, 1}, new double[] {5, 9}));
    }

    @Test
    void theMedianOfAnEvenCountIsInTheMiddle() {
        assertEquals(2.5, TheilSen.median(new double[] {9, 1, 2, 3}));
    }

    @Test
    void aLevelWithNoiseIsNotTooMuch() {
        var random = new SplittableRandom(8);
        assertFalse(rss(i -> 400 * MIB + random.nextLong(30 * MIB)).isTooMuch());
    }

    @Test
    void aSteadyRiseIsTooMuch() {
        Slopes.Rise rise = rss(i -> 400 * MIB + i * 2 * MIB);
        assertTrue(rise.isTooMuch(), rise::toString);
    }

    @Test
    void whatRisesWhileItWarmsUpIsNot() {
        assertFalse(rss(i -> Math.min(i, SAMPLES / 4) * 20 * MIB).isTooMuch());
    }

    @Test
    void aFigureThatTheSystemDoesNotTellIsNotJudged() {
        var slopes = new Slopes();
        for (int i = 0; i < SAMPLES; i++) {
            slopes.add(new Sample(i, new long[] {-1, i * MIB, 7, -1, -1}));
        }
        assertEquals(List.of(Sample.Figure.HEAP, Sample.Figure.THREADS),
                slopes.rises(SAMPLES).stream().map(Slopes.Rise::figure).toList());
    }

    @Test
    void fewSamplesAreNotJudged() {
        var slopes = new Slopes();
        slopes.add(new Sample(1, new long[] {1, 1, 1, 1, 1}));
        assertEquals(List.of(), slopes.rises(1));
    }
}
