// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidepool.matrix.ChildJvm.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An image of the libraries: of the JDK's modules it has {@code java.base} and no other. */
@Timeout(300)
class ImageTest {

    private static final Set<String> MODULES = Set.of("java.base", "org.jctools.core",
            "org.jctools.core.jdk11", "dev.tidepool.pool", "dev.tidepool.spanalloc",
            "dev.tidepool.arena");

    @TempDir
    private static Path folder;
    private static Path image;

    @BeforeAll
    static void link() throws Exception {
        Path home = Path.of(System.getProperty("java.home"));
        assumeTrue(Files.exists(Path.of(ChildJvm.tool(home, "jlink"))), "this JDK has no jlink");
        assumeTrue(Places.areModules(), "the libraries were compiled without their descriptors");
        image = folder.resolve("image");
        Result linked = ChildJvm.run(List.of(ChildJvm.tool(home, "jlink"), "-p",
                Places.modulePath(), "--add-modules", "dev.tidepool.pool,dev.tidepool.arena",
                "--output", image.toString()), 120);
        assumeTrue(linked.count("Run-time image") == 0 && linked.count("java.base not found") == 0,
                "this JDK cannot link: " + linked);
        assertEquals(0, linked.status(), linked::toString);
    }

    private static Result java(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(ChildJvm.tool(image, "java")));
        command.addAll(List.of(arguments));
        return ChildJvm.run(command, 180);
    }

    @Test
    void theLibrariesNeedOnlyTheBaseModule() throws Exception {
        Set<String> modules = java("--list-modules").output().lines()
                .map(line -> line.replaceFirst("@.*", "")).collect(Collectors.toSet());
        assertEquals(MODULES, modules);
    }

    @Test
    void aUsersProgramRunsOnTheModulesOfTheImage() throws Exception {
        Result result = java("-Xmx64m", ChildJvm.DENY, "--enable-native-access="
                + NativeDenialTest.MODULE, "-cp", Places.tests(), UserProgram.class.getName());
        NativeDenialTest.assertWorks(result, true);
        assertEquals("", result.errors());
    }

    /** There is no logging module either: the message goes where the JDK's own go then. */
    @Test
    void soItDoesWhereNativeAccessIsDenied() throws Exception {
        Result result = java("-Xmx64m", ChildJvm.DENY, "-cp", Places.tests(),
                UserProgram.class.getName());
        NativeDenialTest.assertWorks(result, false);
        assertEquals(2, result.count("pass --enable-native-access=" + NativeDenialTest.MODULE),
                result::toString);
    }

    /** The tests' models reach into the packages, so there the libraries are on the class path. */
    @Test
    void theTideAndAllOtherPartsWorkWithoutManagement() throws Exception {
        Result result = java("-Xmx64m", "--limit-modules", "java.base", ChildJvm.GRANT, "-cp",
                ChildJvm.classPath(), MatrixChild.class.getName(), "all", "42", "1");
        assertTrue(MatrixMain.held(result), result::toString);
        assertEquals(21, result.count("held: "), result::toString);
        assertEquals(1, result.count("held: tide, "), result::toString);
    }
}
