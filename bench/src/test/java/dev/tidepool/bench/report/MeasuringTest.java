// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.bench.Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps are taken once, whatever happens between two runs. */
class MeasuringTest {

    @TempDir private Path folder;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(text, true, StandardCharsets.UTF_8);

    private Measuring run(Samples.FakeSuite suite, SampleFile file)
            throws InterruptedException, IOException {
        List<Step> steps = Step.plan(List.of(suite), Profile.QUICK, 3);
        Measuring measuring = new Measuring(steps, file, Profile.QUICK.pace(), err);
        measuring.run();
        return measuring;
    }

    private SampleFile open() throws IOException {
        return SampleFile.open(folder, Samples.fingerprint("a"));
    }

    @Test
    void roundsBeginWithAnotherSubjectAndSomeStepsAreTakenOnce() throws Exception {
        Samples.FakeSuite suite = new Samples.FakeSuite();
        run(suite, open());
        assertEquals(
                List.of(
                        "tidepool", Samples.HOSTILE, "both", "memory",
                        Samples.HOSTILE, "tidepool", "both",
                        "tidepool", Samples.HOSTILE, "both"),
                suite.asked);
    }

    @Test
    void whatIsDoneIsNotTakenAgain() throws Exception {
        run(new Samples.FakeSuite(), open());
        Samples.FakeSuite again = new Samples.FakeSuite();
        run(again, open());
        assertEquals(List.of(), again.asked);
        assertTrue(text.toString(StandardCharsets.UTF_8).contains("10 steps, 10 of them done"));
    }

    @Test
    void aStepOfTwoSubjectsIsTakenAgainIfOneIsMissing() throws Exception {
        SampleFile file = open();
        run(new Samples.FakeSuite(), file);
        String all = Files.readString(file.path());
        String without =
                all.lines()
                        .filter(line -> !(line.contains("\"both\"") && line.contains("peer")))
                        .reduce("", (a, b) -> a + b + "\n");
        Files.writeString(file.path(), without, StandardOpenOption.TRUNCATE_EXISTING);
        Samples.FakeSuite again = new Samples.FakeSuite();
        run(again, open());
        assertEquals(List.of("both", "both", "both"), again.asked);
        assertEquals(13, open().entries().size());
    }

    @Test
    void aStepThatFailsLeavesTheOthersAlone() throws Exception {
        Samples.FakeSuite suite = new Samples.FakeSuite();
        suite.failing = "tidepool";
        Measuring measuring = run(suite, open());
        assertEquals(10, suite.asked.size());
        assertEquals(3, measuring.failed("fake").size());
        assertEquals(Samples.HOSTILE, measuring.failed("fake").getFirst().reason());
        Samples.FakeSuite again = new Samples.FakeSuite();
        run(again, open());
        assertEquals(List.of("tidepool", "tidepool", "tidepool"), again.asked);
    }
}
