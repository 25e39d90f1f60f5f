// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.SpanAllocator;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool works in a JVM that denies native access, warns of it or grants it. */
@Timeout(120)
@EnabledOnOs({OS.LINUX, OS.MAC})
class NativeModeTest {

    private static final String MODULE = "dev.tidepool.arena";
    private static final String SPANS = "dev.tidepool.spanalloc";
    private static final String DENY = "--illegal-native-access=deny";
    private static final String WARNING = "WARNING: A restricted method";

    @TempDir
    Path folder;

    private static void assertWorks(String output, boolean recycling) {
        assertEquals(3, count(output, "recycling: " + recycling), output);
        assertEquals(3, count(output, "bytes: 104"), output);
        assertEquals(3, count(output, "refused: 6"), output);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deniedAccessDegradesWithOneLineThatHasTheFlag(boolean asModule) throws Exception {
        String output = child(asModule, DENY);
        assertWorks(output, false);
        assertEquals(1, count(output, "--enable-native-access="), output);
        assertEquals(1, count(output, "INFO"), output);
        assertEquals(0, count(output, "WARNING"), output);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void grantedAccessRecyclesSilently(boolean asModule) throws Exception {
        String grant = "--enable-native-access=" + (asModule ? SPANS : "ALL-UNNAMED");
        String output = child(asModule, DENY, grant);
        assertWorks(output, true);
        assertEquals(9, output.lines().count(), output);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void accessThatIsOnlyWarnedOfRecyclesAndIsWarnedOfOnce(boolean asModule) throws Exception {
        String output = child(asModule, "--illegal-native-access=warn");
        assertWorks(output, true);
        assertEquals(1, count(output, WARNING), output);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itCanBeSwitchedOffWhereItIsGranted(boolean asModule) throws Exception {
        String grant = "--enable-native-access=" + (asModule ? SPANS : "ALL-UNNAMED");
        String output = child(asModule, grant, "-Ddev.tidepool.native=off");
        assertWorks(output, false);
        assertEquals(0, count(output, "WARNING"), output);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void switchedOffItNeverCausesTheWarning(boolean asModule) throws Exception {
        String output = child(asModule, "-Ddev.tidepool.native=off");
        assertWorks(output, false);
        assertEquals(0, count(output, "WARNING"), output);
    }

    private String child(boolean asModule, String... flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx128m");
        command.addAll(List.of(flags));
        String main = DegradedChild.class.getName();
        Path tests = root(DegradedChild.class);
        Path library = root(ArenaPool.class);
        Path spans = root(SpanAllocator.class);
        String all = library + File.pathSeparator + spans;
        if (asModule) {
            command.addAll(List.of("--module-path", all,
                    "--patch-module", MODULE + "=" + tests, "--module", MODULE + "/" + main));
        } else {
            command.addAll(List.of("-cp", tests + File.pathSeparator + all, main));
        }
        return run(command);
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "no end: " + command);
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertEquals(0, process.exitValue(), text);
        return text;
    }

    private static long count(String output, String part) {
        return output.lines().filter(line -> line.contains(part)).count();
    }

    /** The folder or jar a class was read from; for a patched module it is not the module's. */
    private static Path root(Class<?> type) throws URISyntaxException {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        String address = String.valueOf(type.getResource(file));
        String root = address.substring(0, address.length() - file.length());
        String plain = root.startsWith("jar:") ? root.substring(4, root.length() - 1) : root;
        return Path.of(new URI(plain));
    }
}
