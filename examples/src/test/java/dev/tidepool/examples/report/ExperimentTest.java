// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ExperimentTest {

    private static final double SECONDS = 0.1;

    @TempDir
    private Path parent;
    private Path folder = Path.of(".");

    @BeforeEach
    void fillFolder() throws IOException {
        folder = Samples.folder(parent);
    }

    @Test
    void allVariantsShipTheSameBytesOnPlatformThreads() throws Exception {
        assertSameWork(run(new PlatformCrew(3), trials()));
    }

    @Test
    void allVariantsShipTheSameBytesOnVirtualThreads() throws Exception {
        assertSameWork(run(new VirtualCrew(6), trials()));
    }

    @Test
    void bothKindsOfThreadsShipTheSameBytes() throws Exception {
        List<Trial> one = List.of(trial(Variant.FRESH));
        List<Trial> other = List.of(trial(Variant.TIDEPOOL));
        assertEquals(run(new PlatformCrew(1), one).getFirst().checksum(),
                run(new VirtualCrew(6), other).getFirst().checksum());
    }

    @Test
    void theFiguresAddUp() throws Exception {
        for (Result result : run(new PlatformCrew(2), trials())) {
            String name = result.name();
            assertEquals(Experiment.ROUNDS, result.rates().size(), name);
            assertTrue(result.highestRate() > 0, name);
            assertTrue(result.lowestRate() <= result.medianRate(), name);
            assertTrue(result.medianRate() <= result.highestRate(), name);
            assertTrue(result.allocatedPerByte() > 0, name);
            assertTrue(result.created() <= result.shipped().taken.all(), name);
            assertEquals(result.shipped().taken.records,
                    result.shipped().recordNanos.getTotalCount(), name);
        }
    }

    @Test
    void freshObjectsAreNeverHitsAndNeverRetained() throws Exception {
        Result fresh = run(new PlatformCrew(2), List.of(trial(Variant.FRESH))).getFirst();
        assertEquals(0.0, fresh.hitRate());
        assertEquals(0, fresh.retained());
    }

    @Test
    void homeMadeCachesKeepTheirObjectsThroughTwoTides() throws Exception {
        for (Result result : run(new PlatformCrew(2),
                List.of(trial(Variant.THREAD_LOCAL), trial(Variant.QUEUE)))) {
            assertTrue(result.retained() >= 5, result.name());
            assertEquals(result.retained(), result.retainedAfterTides(), result.name());
        }
    }

    @Test
    void tidepoolHitsAndRetainsNothingAfterTwoTides() throws Exception {
        for (Crew crew : List.of(new PlatformCrew(2), new VirtualCrew(6))) {
            Result tidepool = run(crew, List.of(trial(Variant.TIDEPOOL))).getFirst();
            assertTrue(tidepool.hitRate() > 0.9, "hit rate " + tidepool.hitRate());
            assertTrue(tidepool.retained() > 0);
            assertEquals(0, tidepool.retainedAfterTides());
            assertEquals(4, tidepool.pools().size());
        }
    }

    @Test
    void onlyVariantsOffTheHeapHoldMemoryThere() throws Exception {
        for (Crew crew : List.of(new PlatformCrew(2), new VirtualCrew(6))) {
            for (Result result : run(crew, trials())) {
                String name = result.name();
                assertEquals(Variant.named(name).isOffHeap(), result.offHeapPeak() > 0, name);
                assertTrue(result.offHeapPeak() < 1 << 28, name);
                assertEquals(name.equals("span") ? 1 : 0, result.spans().size(), name);
                result.spans().forEach(stats -> assertEquals(0, stats.liveBlocks()));
            }
        }
    }

    @Test
    void aVariantThatShipsOtherBytesIsFoundOut() throws Exception {
        Supplies fresh = Variant.FRESH.supplies();
        Supplies dirty = new Supplies(fresh.inputs(), fresh.buffers(), fresh.records(),
                new NeverReset<>(Kind.DEFLATER));
        List<Trial> trials = List.of(trial(Variant.FRESH), trial("dirty", dirty));
        ReportFailure failure = assertThrows(ReportFailure.class,
                () -> run(new PlatformCrew(1), trials));
        assertEquals(ExitCode.CHECKSUMS_DIFFER, failure.exitCode());
        assertTrue(failure.getMessage().contains("dirty"), failure.getMessage());
    }

    @Test
    void aFileThatChangesIsNotBlamedOnTheVariants() throws Exception {
        List<Trial> trials = trials();
        trials.getFirst().shipNext(new Meter());
        Files.writeString(folder.resolve("deeper/still/broken.txt"), "now something else\n");
        ReportFailure failure = assertThrows(ReportFailure.class,
                () -> run(new PlatformCrew(1), trials));
        assertEquals(ExitCode.INPUT_CHANGED, failure.exitCode());
        assertTrue(failure.getMessage().contains("broken.txt"), failure.getMessage());
    }

    @Test
    void aFileThatVanishesEndsTheRunOnEitherKindOfThread() throws Exception {
        List<Trial> trials = trials();
        Files.delete(folder.resolve("small.log"));
        for (Crew crew : List.of(new PlatformCrew(2), new VirtualCrew(4))) {
            ReportFailure failure =
                    assertThrows(ReportFailure.class, () -> run(crew, trials));
            assertEquals(ExitCode.INPUT_CHANGED, failure.exitCode());
            assertTrue(failure.getMessage().contains("small.log"), failure.getMessage());
        }
    }

    @Test
    void whatIsAppendedLaterIsNotRead() throws Exception {
        List<Trial> before = List.of(trial(Variant.FRESH));
        long checksum = run(new PlatformCrew(1), before).getFirst().checksum();
        Files.writeString(folder.resolve("small.log"), " goes on\nand on\n",
                StandardOpenOption.APPEND);
        assertEquals(checksum, run(new PlatformCrew(1), before).getFirst().checksum());
    }

    private List<Trial> trials() throws ReportFailure {
        List<Chunk> chunks = CorpusFinder.find(folder).chunks();
        return Variant.all().stream()
                .map(variant -> new Trial(variant.toString(), variant.supplies(), chunks))
                .toList();
    }

    private Trial trial(Variant variant) throws ReportFailure {
        return trial(variant.toString(), variant.supplies());
    }

    private Trial trial(String name, Supplies supplies) throws ReportFailure {
        return new Trial(name, supplies, CorpusFinder.find(folder).chunks());
    }

    private static List<Result> run(Crew crew, List<Trial> trials) throws Exception {
        try (crew) {
            Progress silent = new Progress(new PrintWriter(Writer.nullWriter()), false);
            return new Experiment(trials, crew, silent).run(SECONDS);
        }
    }

    private static void assertSameWork(List<Result> results) {
        assertEquals(Variant.all().size(), results.size());
        assertEquals(1, results.stream().map(Result::checksum).distinct().count());
    }

    /** The fault that a forgotten reset hook would be. */
    private static final class NeverReset<T> implements Supply<T> {

        private final T only;

        NeverReset(Kind<T> kind) {
            only = kind.create().get();
        }

        @Override
        public T take() {
            return only;
        }

        @Override
        public void give(T object) {}

        @Override
        public long created(long taken) {
            return 1;
        }
    }
}
