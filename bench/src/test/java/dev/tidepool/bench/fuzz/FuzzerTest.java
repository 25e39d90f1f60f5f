// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That the loop is guided, and finds what is planted. */
class FuzzerTest {

    private static final String MAZE = "dev.tidepool.bench.fuzz.FuzzedMaze";
    private static final long SEED = 7;
    private static final int STEPS = 500_000;

    private static FuzzTarget load(String name, Set<String> cuts) throws Exception {
        EdgeLoader loader = new EdgeLoader(List.of(MAZE), List.of(), cuts);
        return (FuzzTarget) loader.loadClass(name).getConstructor().newInstance();
    }

    private static Fuzzer run(boolean guided) throws Exception {
        Fuzzer fuzzer = new Fuzzer(load(MAZE, Set.of()), List.of(), SEED, guided);
        for (int i = 0; i < STEPS && fuzzer.findings().isEmpty(); i++) {
            fuzzer.step();
        }
        return fuzzer;
    }

    @Test
    void theEndOfAMazeIsReachedByCoverageAndNotByChance() throws Exception {
        Fuzzer guided = run(true);
        assertEquals(1, guided.findings().size(), "seed " + SEED);
        Finding finding = guided.findings().getFirst();
        assertTrue(finding.key().contains("FuzzedMaze.run"), finding::toString);
        assertEquals(9, finding.input().length, finding::toString);
        assertTrue(new String(finding.input(), StandardCharsets.ISO_8859_1)
                .startsWith("Tidepool"), finding::toString);
        assertEquals(List.of(), run(false).findings());
    }

    @Test
    void theSameSeedTakesTheSameWay() throws Exception {
        assertEquals(run(true).executions(), run(true).executions());
    }

    @Test
    void aLoopWithoutEndIsAFinding() throws Exception {
        FuzzTarget endless = load(MAZE + "$Endless", Set.of());
        Fuzzer fuzzer = new Fuzzer(endless, List.of(), SEED, true);
        fuzzer.seed("!!!!!!".getBytes(StandardCharsets.ISO_8859_1));
        assertInstanceOf(Edges.Runaway.class, fuzzer.findings().getFirst().failure());
        assertEquals(3, fuzzer.findings().getFirst().input().length);
    }

    @Test
    void whatAllocatesWithoutBoundIsAFinding() {
        Fuzzer fuzzer = new Fuzzer(input -> {
            long sum = 0;
            for (int i = 0; i < 300; i++) {
                sum += new byte[1 << 20].length + input.length;
            }
            assertTrue(sum > 0);
        }, List.of(), SEED, true);
        fuzzer.seed(new byte[0]);
        assertTrue(fuzzer.findings().getFirst().toString().contains("bytes allocated"));
    }

    @Test
    void whatWouldMeasureIsCutOut() throws Exception {
        FuzzTarget cut = load(MAZE + "$Measured", Set.of(MAZE + ".measure"));
        assertThrows(Edges.Reached.class, () -> cut.run(new byte[0]));
        FuzzTarget whole = load(MAZE + "$Measured", Set.of());
        assertThrows(IllegalStateException.class, () -> whole.run(new byte[0]));
    }
}
