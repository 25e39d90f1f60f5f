// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlFileTest {

    @TempDir
    private Path folder;

    @Test
    void thePageReplacesTheOldOneAndLeavesNothingBeside() throws Exception {
        Path target = folder.resolve("page.html");
        Files.writeString(target, "old");
        HtmlFile file = new HtmlFile(target);
        file.requireWritable();
        assertEquals("old", Files.readString(target));
        file.write("new");
        assertEquals("new", Files.readString(target));
        assertEquals(List.of(target), listing());
    }

    @Test
    void checkingLeavesNothing() throws Exception {
        new HtmlFile(folder.resolve("page.html")).requireWritable();
        assertEquals(List.of(), listing());
    }

    @Test
    void aMissingFolderIsMade() throws Exception {
        Path target = folder.resolve("a/b/page.html");
        HtmlFile file = new HtmlFile(target);
        file.requireWritable();
        file.write("new");
        assertEquals("new", Files.readString(target));
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path real = Files.writeString(folder.resolve("real.html"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.html"), real);
        new HtmlFile(link).write("new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(real));
    }

    @Test
    void aFolderIsNoPlaceForAPage() {
        assertRefused(folder, "it is a folder");
    }

    @Test
    void aFileIsNoFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        ReportFailure failure = assertThrows(ReportFailure.class,
                () -> new HtmlFile(file.resolve("page.html")).requireWritable());
        assertEquals(ExitCode.CANNOT_WRITE, failure.exitCode());
        assertTrue(failure.getMessage().endsWith("file is in the way"), failure.getMessage());
    }

    @Test
    void aFileThatMayNotBeWrittenIsRefusedBeforeTheWork() throws Exception {
        Path target = Files.writeString(folder.resolve("page.html"), "old");
        assumeTrue(target.toFile().setWritable(false) && !Files.isWritable(target),
                "root writes everything");
        assertRefused(target, "permission denied");
    }

    @Test
    void aFullDeviceIsReportedAndStays() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full) && Files.isWritable(full), "there is no /dev/full");
        HtmlFile file = new HtmlFile(full);
        file.requireWritable();
        ReportFailure failure = assertThrows(ReportFailure.class, () -> file.write("page"));
        assertEquals(ExitCode.CANNOT_WRITE, failure.exitCode());
        assertTrue(failure.getMessage().startsWith("cannot write /dev/full: No space"),
                failure.getMessage());
        assertFalse(Files.isRegularFile(full));
    }

    private void assertRefused(Path target, String reason) {
        ReportFailure failure = assertThrows(ReportFailure.class,
                () -> new HtmlFile(target).requireWritable());
        assertEquals(ExitCode.CANNOT_WRITE, failure.exitCode());
        assertTrue(failure.getMessage().endsWith(reason), failure.getMessage());
    }

    private List<Path> listing() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
