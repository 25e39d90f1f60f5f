// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {

    private static final Target TARGET =
            Target.synthetic("X", "new X()", "o.use();", "o.reset();");

    private static Row row(double nanos, double bytes) {
        return new Row(nanos, nanos * 0.9, nanos * 1.1, bytes, 0, 0);
    }

    private static Size size(long deep) {
        return new Size("X", 16, deep, null, null, null);
    }

    private static Map<Question, Row> rows(
            double bytes, double localBytes, double fresh, double pair, double kept) {
        Map<Question, Row> rows = new EnumMap<>(Question.class);
        rows.put(Question.LOCAL, row(fresh, localBytes));
        rows.put(Question.PUBLISHED, row(fresh, bytes));
        rows.put(Question.PAIR, row(pair, 0));
        rows.put(Question.KEPT, row(kept, 0));
        return rows;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        removed                 |   24 |    0 |    5 |    4 |   1 | DO_NOT_POOL | analysis removes
        removed, costly if not  |   48 |    0 | 1100 |    5 |   1 | MARGINAL    | where it escapes
        costly to build         | 6352 | 6352 | 1100 |    5 |   2 | POOL        | 1.1 us fresh
        half removed counts not | 6352 | 3000 | 1100 |    5 |   2 | POOL        | 6.2 KiB
        a pair costs more       |   48 |   48 |    5 |   10 |   1 | DO_NOT_POOL | a new one 5.0 ns
        reset costs more        | 6352 | 6352 | 1100 | 3005 |3000 | DO_NOT_POOL | reset costs more
        within the noise        |  256 |  256 |   30 |   28 |   1 | MARGINAL    | beyond the noise
        large, within the noise | 8192 | 8192 |   30 |   28 |   1 | POOL        | not slower
        a small gain            |  256 |  256 |   12 |    5 |   1 | MARGINAL    | not a clear one
        less than twofold       | 1024 | 1024 |   90 |   60 |   1 | MARGINAL    | not a clear one
        nothing allocated       |    0 |    0 |    5 |   10 |   1 | DO_NOT_POOL | a new one 5.0 ns
        """)
    void theFiguresDecide(
            String name, long bytes, double localBytes, double fresh, double pair, double kept,
            Verdict.Kind kind, String reason) {
        Verdict verdict = Rules.judge(
                new Figures(TARGET, size(bytes), rows(bytes, localBytes, fresh, pair, kept), 2));
        assertEquals(kind, verdict.kind(), verdict::reason);
        assertTrue(verdict.reason().contains(reason), verdict::reason);
    }

    @Test
    void contentionMakesAPoolMarginal() {
        Map<Question, Row> rows = rows(6352, 6352, 1100, 5, 2);
        rows.put(Question.PUBLISHED_SHARED, row(1200, 6352));
        rows.put(Question.PAIR_SHARED, row(2000, 0));
        Verdict verdict = Rules.judge(new Figures(TARGET, size(6352), rows, 8));
        assertEquals(Verdict.Kind.MARGINAL, verdict.kind());
        assertTrue(verdict.reason().contains("slower on 8"), verdict::reason);
    }

    @Test
    void whatBelongsToAThreadIsNotPooled() {
        Size bound = new Size("X", 16, 6352, null, "use on another thread threw Y", null);
        Verdict verdict = Rules.judge(new Figures(TARGET, bound, rows(6352, 6352, 1100, 5, 2), 2));
        assertEquals(Verdict.Kind.DO_NOT_POOL, verdict.kind());
        assertTrue(verdict.reason().contains("threw Y"), verdict::reason);
    }

    @Test
    void whatCannotChangeIsNotPooled() {
        Target value = new Target("X", null, "", "new X()", "", "", "", "a record of values", "");
        Verdict verdict =
                Rules.judge(new Figures(value, size(640), rows(640, 640, 1100, 5, 2), 2));
        assertEquals(Verdict.Kind.DO_NOT_POOL, verdict.kind());
        assertTrue(verdict.reason().contains("cannot be reset"), verdict::reason);
    }

    @Test
    void whatHoldsAResourceIsToldOfOnEvict() {
        Size held = new Size("X", 16, 0, "java.lang.ref.Cleaner", null, null);
        Verdict verdict = Rules.judge(new Figures(TARGET, held, rows(150, 150, 9000, 50, 40), 2));
        assertEquals(Verdict.Kind.POOL, verdict.kind());
        assertTrue(verdict.reason().startsWith("150 B"), verdict::reason);
        assertTrue(verdict.remarks().toString().contains("onEvict"), verdict::toString);
    }

    @Test
    void theRateIsTheUsersOrTheMeasuredOne() {
        Figures figures = new Figures(TARGET, size(1000), rows(1000, 1000, 100, 20, 5), 2);
        assertEquals(new Savings(5000, false, 5_000_000, 5000 * 80 / 1e9),
                Savings.of(figures, 5000));
        assertEquals(1e7, Savings.of(figures, Double.NaN).perSecond(), 1);
    }
}
