// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.internal.NativeAccess;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JVM that denies native access, warns of it or grants it makes of the page sources. */
@Timeout(120)
@EnabledOnOs({OS.LINUX, OS.MAC})
class NativeAccessTest {

    private static final String MODULE = "dev.tidepool.spanalloc";
    private static final String DENY = "--illegal-native-access=deny";
    private static final String LOGGED = "Memory comes from the JDK's arenas";
    private static final String WARNING = "WARNING: A restricted method";

    @TempDir
    Path folder;

    @Test
    void itIsPermittedHere() {
        assertTrue(NativeAccess.isPermitted());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deniedAccessLeavesThePortableSourceAndOneLineInTheLog(boolean asModule) throws Exception {
        String output = child(asModule, DENY);
        assertEquals(1, count(output, "permitted: false"), output);
        assertEquals(3, count(output, "chosen: portable, mapped 1048576"), output);
        assertEquals(2, count(output, "system: denied"), output);
        assertEquals(1, count(output, LOGGED), output);
        assertEquals(0, count(output, WARNING), output);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void grantedAccessGivesTheSystemsSourceSilently(boolean asModule) throws Exception {
        String grant = "--enable-native-access=" + (asModule ? MODULE : "ALL-UNNAMED");
        String output = child(asModule, DENY, grant);
        assertEquals(1, count(output, "permitted: true"), output);
        assertEquals(3, count(output, "chosen: mmap, mapped 1048576"), output);
        assertEquals(2, count(output, "system: mmap"), output);
        assertEquals(0, count(output, LOGGED), output);
        assertEquals(0, count(output, "WARNING"), output);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void accessThatIsOnlyWarnedOfWorksAndIsWarnedOfOnce(boolean asModule) throws Exception {
        String output = child(asModule, "--illegal-native-access=warn");
        assertEquals(1, count(output, "permitted: true"), output);
        assertEquals(3, count(output, "chosen: mmap, mapped 1048576"), output);
        assertEquals(0, count(output, LOGGED), output);
        assertEquals(1, count(output, WARNING), output);
    }

    private String child(boolean asModule, String... flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        String main = PageSourceChild.class.getName();
        Path tests = root(PageSourceChild.class);
        Path library = root(PageSource.class);
        if (asModule) {
            command.addAll(List.of("--module-path", library.toString(),
                    "--patch-module", MODULE + "=" + tests, "--module", MODULE + "/" + main));
        } else {
            command.addAll(List.of("-cp", tests + File.pathSeparator + library, main));
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
