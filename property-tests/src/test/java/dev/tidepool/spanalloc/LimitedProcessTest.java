// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidepool.matrix.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The system itself says no: address space and data under a limit of the process, pages that are
 * locked, and a process that starts others while its threads allocate.
 */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class LimitedProcessTest {

    private static final Path SHELL = Path.of("/bin/bash");
    private static final int KIBIBYTES = 1_400_000;

    /** Of address space ({@code -v}) and of private writable memory ({@code -d}). */
    @ParameterizedTest
    @ValueSource(strings = {"-v", "-d"})
    void aRefusedMappingLosesNothing(String limit) throws Exception {
        ChildJvm.Result result = child(limit, List.of(), "refused");
        assertDone(result);
        assertEquals(2, result.count("the system refused: mmap of "), result::toString);
    }

    @Test
    void aRefusedReleaseLosesNothing() throws Exception {
        ChildJvm.Result result = child("", List.of(), "locked");
        assumeFalse(result.count("cannot lock") > 0, "this user may not lock memory");
        assertDone(result);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POSIX_SPAWN", "VFORK", "FORK"})
    void processesAreStartedWhileOthersAllocateAtTheLimit(String mechanism) throws Exception {
        ChildJvm.Result result = child("-v", List.of(
                "-Djdk.lang.Process.launchMechanism=" + mechanism), "parent", "12");
        assumeFalse(result.count("is not a supported process launch mechanism") > 0, mechanism);
        assertDone(result);
        assertEquals(1, result.count("children: 12, "), result::toString);
    }

    private static void assertDone(ChildJvm.Result result) {
        assertEquals(0, result.status(), result::toString);
        assertEquals(1, result.count("done"), result::toString);
    }

    /** A JVM that takes little for itself, so that the limit is the allocator's. */
    private static ChildJvm.Result child(String limit, List<String> flags, String... arguments)
            throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "no shell to set limits with");
        List<String> command = new ArrayList<>(List.of(SHELL.toString(), "-c",
                (limit.isEmpty() ? "" : "ulimit " + limit + " " + KIBIBYTES + " || exit 99; ")
                        + "export MALLOC_ARENA_MAX=1; exec \"$@\"", "limited", ChildJvm.java(),
                ChildJvm.GRANT, ChildJvm.DENY, "-Xmx48m", "-XX:+UseSerialGC",
                "-XX:ReservedCodeCacheSize=32m", "-XX:CompressedClassSpaceSize=32m"));
        command.addAll(flags);
        command.addAll(List.of("-cp", ChildJvm.classPath(), LimitedChild.class.getName()));
        command.addAll(List.of(arguments));
        ChildJvm.Result result = ChildJvm.run(command, 120);
        assumeFalse(result.status() == 99, "this system sets no such limit: " + limit);
        return result;
    }
}
