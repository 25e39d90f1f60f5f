// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.arena.ArenaEdges;
import dev.tidepool.pool.PoolEdges;
import dev.tidepool.spanalloc.SpanEdges;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stack and heap run out inside the libraries, in a JVM of its own each time: there an overflow may
 * end inside a lock, which the JVM comments on, and an OutOfMemoryError ends no test run.
 *
 * <p>It takes minutes: {@code mvn verify -pl property-tests -am -Dtest=EdgesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dexcluded=none}.
 */
@Tag("heavy")
@Timeout(600)
class EdgesTest {

    /** A small heap, which is soon full, and whose room no thread keeps for itself. */
    private static final List<String> SMALL_HEAP =
            List.of("-Xmx10m", "-XX:+UseSerialGC", "-XX:-UseTLAB");

    @ParameterizedTest
    @ValueSource(classes = {PoolEdges.class, SpanEdges.class, ArenaEdges.class})
    void anOverflowOfTheStackIsSurvivedBy(Class<?> program) throws Exception {
        assertWell(program, "stack", List.of());
    }

    @ParameterizedTest
    @ValueSource(classes = {PoolEdges.class, SpanEdges.class, ArenaEdges.class})
    void aFullHeapIsSurvivedBy(Class<?> program) throws Exception {
        assertWell(program, "heap", SMALL_HEAP);
    }

    private static void assertWell(Class<?> program, String edge, List<String> flags)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-XX:-PrintWarnings", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), program.getName(), edge));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output;
        try (var from = process.getInputStream()) {
            output = new String(from.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("went well"), output);
    }
}
