// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.bench.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that a process was killed over is still good for all but its last step. */
class SampleFileTest {

    @TempDir private Path folder;

    private static Entry entry(String subject, int round, double nanos) {
        return new Entry("pool", "pair", subject, round, Reading.ofNanos(nanos));
    }

    private SampleFile open(String commit) throws IOException {
        return SampleFile.open(folder, Samples.fingerprint(commit));
    }

    @Test
    void readingsAreThereWhenItIsOpenedAgain() throws IOException {
        SampleFile file = open("a");
        assertTrue(file.entries().isEmpty());
        file.append(List.of(entry("tidepool", 0, 1), entry("peer", 0, 2)));
        file.append(List.of(entry("tidepool", 1, 3)));
        assertEquals(file.entries(), open("a").entries());
        assertEquals(3, open("a").entries().size());
    }

    @Test
    void aLineThatWasCutOffIsDropped() throws IOException {
        SampleFile file = open("a");
        file.append(List.of(entry("tidepool", 0, 1)));
        long whole = Files.size(file.path());
        file.append(List.of(entry("peer", 0, 2)));
        for (long cut = Files.size(file.path()) - 1; cut > whole; cut -= 7) {
            truncate(file.path(), cut);
            SampleFile again = open("a");
            assertEquals(List.of(entry("tidepool", 0, 1)), again.entries());
            again.append(List.of(entry("peer", 0, 2)));
            assertEquals(2, open("a").entries().size());
        }
    }

    private static void truncate(Path path, long size) throws IOException {
        try (var channel = Files.newByteChannel(path, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    @Test
    void aLineInTheMiddleThatIsNoJsonIsDropped() throws IOException {
        SampleFile file = open("a");
        file.append(List.of(entry("tidepool", 0, 1)));
        Files.writeString(file.path(), "{\"suite\": \"po\n", StandardOpenOption.APPEND);
        file.append(List.of(entry("peer", 0, 2)));
        assertEquals(2, open("a").entries().size());
    }

    @Test
    void aHeaderThatWasCutOffIsWrittenAnew() throws IOException {
        Path path = open("a").path();
        truncate(path, 10);
        SampleFile file = open("a");
        assertEquals(path, file.path());
        file.append(List.of(entry("tidepool", 0, 1)));
        assertEquals(1, open("a").entries().size());
    }

    @Test
    void anotherFingerprintGetsAFileOfItsOwn() throws IOException {
        SampleFile first = open("a");
        first.append(List.of(entry("tidepool", 0, 1)));
        SampleFile second = open("b");
        assertTrue(second.isBesideOthers());
        assertTrue(second.entries().isEmpty());
        second.append(List.of(entry("tidepool", 0, 2), entry("peer", 0, 2)));
        assertFalse(open("a").isBesideOthers());
        assertEquals(1, open("a").entries().size());
        assertEquals(2, open("b").entries().size());
        assertEquals(3, List.of(first.path(), second.path(), open("c").path()).stream()
                .distinct().count());
    }

    @Test
    void aStepThatIsTakenAgainReplacesItsReadings() throws IOException {
        SampleFile file = open("a");
        file.append(List.of(entry("tidepool", 0, 1)));
        file.append(List.of(entry("tidepool", 0, 2)));
        assertEquals(List.of(entry("tidepool", 0, 2)), open("a").entries());
    }
}
