// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the command understands. */
class SoakOptionsTest {

    @Test
    void everyOptionIsTaken() {
        SoakOptions options = SoakOptions.parse("--hours", "4", "--seed", "-7", "--threads", "3",
                "--plant", "leak-block", "--report", "samples.json");
        assertEquals(4 * 3600, options.seconds());
        assertEquals(-7, options.seed());
        assertEquals(3, options.threads());
        assertEquals(Plant.LEAK_BLOCK, options.plant());
        assertEquals("samples.json", options.report().toString());
    }

    @Test
    void aMinuteIsTheDefault() {
        assertEquals(60, SoakOptions.parse().seconds());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--hours                   | --hours needs a value",
        "--seconds x               | --seconds x is no whole number",
        "--seconds 0               | --seconds 0 is not from 1 to",
        "--hours 9223372036854775  | is not from 1 to 8784",
        "--seconds 1 --minutes 1   | --minutes: how long is said already",
        "--threads 1001            | --threads 1001 is not from 1 to 1000",
        "--plant weeds             | --plant weeds is none of none, leak-block",
        "--hour 1                  | unknown option --hour",
        "60                        | unknown option 60"
    })
    void whatIsWrongIsNamed(String arguments, String message) {
        String answer = assertThrows(IllegalArgumentException.class,
                () -> SoakOptions.parse(arguments.split(" "))).getMessage();
        assertTrue(answer.contains(message), answer);
    }

    @ParameterizedTest
    @EnumSource
    void everyPlantIsInTheUsage(Plant plant) {
        assertTrue(SoakOptions.USAGE.contains(plant.option()));
        assertEquals(plant, Plant.of(plant.option()));
    }
}
