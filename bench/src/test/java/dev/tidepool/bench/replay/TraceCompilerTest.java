// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCompilerTest {

    @TempDir Path folder;

    private String refused(String... events) {
        return assertThrows(TraceException.class, () -> Traces.compile(Traces.of(events), folder))
                .getMessage();
    }

    @Test
    void anEventThatCannotBeIsExplained() {
        assertEquals(
                "line 3, column 3: expected an id that is not live, found 1, allocated on line 2",
                refused("a 1 2", "a 1 3"));
        assertEquals(
                "line 4, column 3: expected the id of a live block, found 1, freed on line 3",
                refused("a 1 2", "f 1", "f 1"));
        assertEquals(
                "line 4, column 3: expected the id of a live block, found 1, freed on line 3",
                refused("a 1 2", "f 1", "r 1 5"));
        assertEquals(
                "line 3, column 3: expected the id of a live block, found 9, which no line before"
                        + " allocates or which is free",
                refused("a 1 2", "f 9"));
        assertEquals(
                "line 3, column 1: expected an allocation, found the end of the trace",
                refused("t 5"));
        assertEquals(
                "line 3, column 1: expected a trace of at most 292 years, found more",
                refused("t 9223372036854775807", "t 1"));
    }

    @Test
    void aTraceBeyondALimitIsRefused() {
        assertEquals(
                "line 3, column 1: expected at most 1073741824 bytes live at a time"
                        + " (see --max-live), found 1073741825 bytes",
                refused("a 1 1073741824", "a 2 1"));
        TraceException e =
                assertThrows(
                        TraceException.class,
                        () ->
                                TraceCompiler.compile(
                                        Traces.reader(Traces.of("a 1 2", "f 1", "a 1 2")),
                                        folder.resolve("compiled"),
                                        new TraceCompiler.Limits(2, 100)));
        assertEquals(
                "line 4, column 1: expected at most 2 events (see --max-events), found one more",
                e.getMessage());
    }

    @Test
    void theSummaryCountsWhatIsThere() throws IOException {
        CompiledTrace trace =
                Traces.compile(
                        Traces.of(
                                "a 10 100 /32",
                                "a 11 50 @2",
                                "r 10 300 @1",
                                "t 5",
                                "f 11",
                                "a 11 7",
                                "e @2",
                                "f 10 @1",
                                "t 6"),
                        folder);
        TraceSummary summary =
                new TraceSummary(10, 3, 2, 1, 1, 3, 1, 357, 2, 350, 1, 7, 7, 300, 32, 11);
        assertEquals(summary, trace.summary());
        assertEquals(summary, CompiledTrace.read(trace.file()).summary());
        assertEquals(6, trace.summary().events());
    }

    @Test
    void idsThatAreUsedAgainNeedNoMorePlaces() throws IOException {
        StringBuilder text = new StringBuilder(Traces.of());
        for (long i = 0; i < 100_000; i++) {
            text.append("a ").append(i * i).append(" 8\nf ").append(i * i).append('\n');
        }
        assertEquals(1, Traces.compile(text.toString(), folder).summary().peakBlocks());
    }

    @Test
    void packedEventsComeOutAsTheyWentIn() {
        long first = Packed.first(Packed.REALLOCATE, 1 << 20, 255, true, TraceCompiler.MAX_PLACES);
        long second = Packed.second(TraceReader.MAX_SIZE, -5);
        assertEquals(Packed.REALLOCATE, Packed.operation(first));
        assertEquals(1 << 20, Packed.alignment(first));
        assertEquals(255, Packed.thread(first));
        assertEquals(true, Packed.follows(first));
        assertEquals(TraceCompiler.MAX_PLACES, Packed.place(first));
        assertEquals(TraceReader.MAX_SIZE, Packed.size(second));
        assertEquals(-5, Packed.ordinal(second));
        assertEquals(1, Packed.alignment(Packed.first(Packed.FREE, 0, 0, false, 0)));
    }

    @Test
    void theTableOfIdsIsAMap() {
        Random random = new Random(7);
        LiveIds ids = new LiveIds();
        Map<Long, Integer> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long id = random.nextInt(3000) * (i % 2 == 0 ? 1L : 1L << 40);
            assertEquals(model.getOrDefault(id, -1), ids.get(id));
            if (model.containsKey(id)) {
                ids.remove(id);
                model.remove(id);
            } else {
                ids.put(id, i);
                model.put(id, i);
            }
        }
        model.forEach((id, place) -> assertEquals(place, ids.get(id)));
    }
}
