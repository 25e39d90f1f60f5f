// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidepool.matrix.ChildJvm.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's program where native access is denied and where it is granted, on either path. */
@Timeout(300)
class NativeDenialTest {

    static final String MODULE = "dev.tidepool.spanalloc";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deniedItWorksAndTheLogNamesTheFlag(boolean asModules) throws Exception {
        Result result = run(asModules, ChildJvm.DENY);
        assertWorks(result, false);
        String flag = "pass --enable-native-access=" + (asModules ? MODULE : "ALL-UNNAMED") + ".";
        assertEquals(2, result.count(flag), result::toString); // of the allocator, of the arenas
        assertEquals(2, result.count("INFO"), result::toString);
        assertEquals(0, result.count("WARNING"), result::toString);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void grantedItIsSilent(boolean asModules) throws Exception {
        Result result = run(asModules, ChildJvm.DENY,
                "--enable-native-access=" + (asModules ? MODULE : "ALL-UNNAMED"));
        assertWorks(result, true);
        assertEquals("", result.errors());
    }

    /** The grant that looks right and is not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theOtherPathsGrantIsNone(boolean asModules) throws Exception {
        Result result = run(asModules, ChildJvm.DENY,
                "--enable-native-access=" + (asModules ? "ALL-UNNAMED" : MODULE));
        assertWorks(result, false);
    }

    static void assertWorks(Result result, boolean granted) {
        assertEquals(0, result.status(), result::toString);
        assertEquals(1, result.count("gives back " + granted), result::toString);
        assertEquals(1, result.count("recycling " + granted), result::toString);
        assertEquals(5, result.output().lines().count(), result::toString);
        assertEquals(1, result.count("done"), result::toString);
    }

    private static Result run(boolean asModules, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(ChildJvm.java(), "-Xmx64m"));
        command.addAll(List.of(flags));
        if (asModules) {
            command.addAll(List.of("-p", Places.modulePath(), "--add-modules",
                    "dev.tidepool.pool,dev.tidepool.arena", "-cp", Places.tests()));
        } else {
            command.addAll(List.of("-cp", ChildJvm.classPath()));
        }
        command.add(UserProgram.class.getName());
        return ChildJvm.run(command, 120);
    }
}
