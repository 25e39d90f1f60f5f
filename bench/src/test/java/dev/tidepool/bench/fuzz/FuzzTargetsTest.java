// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The inputs that are kept, and a short run of the loop; {@code docs/fuzzing.md} has long ones. */
class FuzzTargetsTest {

    private static final long SEED = 20_261_126;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"TRACE,3000", "STATS,1000", "HEAP_MAP,60", "LEDGER,2000", "COMMANDS,600"})
    void noInputBreaksAPromise(FuzzTargets target, int steps) throws IOException {
        Fuzzer fuzzer = new Fuzzer(target.open(folder), target.tokens(), SEED, true);
        List<byte[]> kept = target.kept();
        assertFalse(kept.isEmpty());
        kept.forEach(fuzzer::seed);
        int first = fuzzer.edges();
        for (int i = 0; i < steps && fuzzer.findings().isEmpty(); i++) {
            fuzzer.step();
        }
        assertEquals(List.of(), fuzzer.findings(), () -> "seed " + SEED + ", execution "
                + fuzzer.executions());
        assertTrue(fuzzer.edges() > first, "nothing new: are the classes instrumented?");
    }
}
