// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter out = new StringWriter();

    @Test
    void aTerminalGetsOneLineThatIsWrittenOverAndThenCleared() {
        Progress progress = progress(true);
        progress.turn("round 1", "fresh");
        progress.turn("round 1", "queue");
        assertFalse(out.toString().contains("\n"));
        assertTrue(out.toString().startsWith("\r["));
        progress.clear();
        assertTrue(out.toString().endsWith(" \r"));
    }

    @Test
    void aFileGetsALineForEachRoundAndNoCarriageReturns() {
        Progress progress = progress(false);
        for (int round = 1; round <= 3; round++) {
            for (String variant : new String[] {"fresh", "queue"}) {
                progress.turn("round " + round, variant);
                progress.beat();
                progress.turnDone(1);
            }
        }
        progress.clear();
        assertEquals(3, out.toString().lines().count());
        assertFalse(out.toString().contains("\r"));
        assertTrue(out.toString().lines().toList().get(1).contains("33 %  round 2, fresh"),
                out.toString());
    }

    private Progress progress(boolean terminal) {
        Progress progress = new Progress(new PrintWriter(out), terminal);
        progress.start(6);
        return progress;
    }
}
