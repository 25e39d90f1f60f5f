// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A short soak; {@link Soak} is a long one. */
@Timeout(120)
class SoakTest {

    private static final int THREADS = 4;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private SoakFault soak(long seconds, long seed, Plant plant) {
        var options = new SoakOptions(seconds, seed, THREADS, plant, null, false);
        return new Conductor(options,
                new PrintStream(printed, true, StandardCharsets.UTF_8)).run();
    }

    @Test
    void findsNothingInTwoSeconds() {
        long seed = System.nanoTime();
        SoakFault found = soak(2, seed, Plant.NONE);
        assertNull(found, () -> "seed " + seed + ": " + printed);
    }

    @ParameterizedTest
    @CsvSource({
        "LOST_PUT, puts of",
        "DOUBLE_PUT, handed out twice",
        "LEAK_BLOCK, live b",
        "WRONG_SUM, reserved = sum of"
    })
    void findsWhatIsPlanted(Plant plant, String check) {
        SoakFault found = soak(20, 42, plant);
        assertNotNull(found, printed::toString);
        assertTrue(found.check().startsWith(check), printed::toString);
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("seed 42"));
    }
}
