// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.tidepool.matrix.FlagsMatrix.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few rows of the {@link FlagsMatrix}; {@link MatrixMain} runs all. */
@Timeout(300)
class FlagsMatrixTest {

    @Test
    void eachValueMeetsEachValueOfEachOtherColumn() {
        List<Row> rows = FlagsMatrix.rows();
        List<String> columns = List.copyOf(FlagsMatrix.COLUMNS.keySet());
        var missing = new ArrayList<String>();
        for (int i = 0; i < columns.size(); i++) {
            for (int j = i + 1; j < columns.size(); j++) {
                for (String one : FlagsMatrix.COLUMNS.get(columns.get(i)).keySet()) {
                    for (String two : FlagsMatrix.COLUMNS.get(columns.get(j)).keySet()) {
                        int first = i;
                        int second = j;
                        if (rows.stream().noneMatch(row -> row.values().get(first).equals(one)
                                && row.values().get(second).equals(two))) {
                            missing.add(one + " " + two);
                        }
                    }
                }
            }
        }
        assertEquals(List.of(String.join(" ", FlagsMatrix.IMPOSSIBLE)), missing);
        assertTrue(rows.size() >= 32);
    }

    /** Both headers, little heap, denied and granted, and the compilers one by one. */
    @ParameterizedTest
    @ValueSource(strings = {
        "Parallel classic mixed tiny narrow thp one usual granted",
        "Serial compact c1 touched wide usual usual stack denied",
        "G1 compact stress usual narrow usual many usual granted"})
    void allPartsHoldUnder(String values) throws Exception {
        Row row = FlagsMatrix.rows().stream().filter(each -> each.toString().equals(values))
                .findFirst().orElseThrow();
        ChildJvm.Result result = MatrixMain.run(row, "42", "1");
        assumeFalse(MatrixMain.isMissing(result), "this JDK has no such collector");
        assertTrue(MatrixMain.held(result), result::toString);
        assertEquals(row.get("native").equals("granted") ? 21 : 16, result.count("held: "),
                result::toString);
    }

    @Test
    void aPartThatFailsIsTheChildsEnd() throws Exception {
        ChildJvm.Result result = ChildJvm.run(List.of("-Xmx64m", ChildJvm.GRANT),
                MatrixChild.class, "plant", "7", "1");
        assertEquals(1, result.status(), result::toString);
        assertEquals(1, result.count("failed: planted, seed 7: "
                + "java.lang.AssertionError: a planted failure"), result::toString);
        assertEquals(1, result.count("held: "), "it went on");
        assertFalse(MatrixMain.held(result));
    }
}
