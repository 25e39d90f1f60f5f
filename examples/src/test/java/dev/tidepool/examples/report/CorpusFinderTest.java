// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusFinderTest {

    @TempDir
    private Path folder;

    @Test
    void textFilesAreFoundInAllFoldersInOrder() throws Exception {
        write("b.txt", "b");
        write("a/z.txt", "z");
        write("a.txt", "a");
        assertEquals(List.of("a.txt", "a/z.txt", "b.txt"), names());
    }

    @Test
    void versionControlAndBuildOutputAreSkipped() throws Exception {
        write(".git/config", "x");
        write("module/target/classes.lst", "x");
        write("module/targets.txt", "x");
        assertEquals(List.of("module/targets.txt"), names());
    }

    @Test
    void aFolderThatIsItselfCalledTargetIsRead() throws Exception {
        write("target/log.txt", "x");
        Corpus corpus = CorpusFinder.find(folder.resolve("target"));
        assertEquals(1, corpus.files().size());
    }

    @Test
    void binaryAndEmptyFilesAreSkippedAndCounted() throws Exception {
        write("text", "text");
        write("picture", "GIF\0\0");
        write("nothing", "");
        Corpus corpus = CorpusFinder.find(folder);
        assertEquals(List.of("text"), names());
        assertEquals(1, corpus.binary());
        assertEquals(1, corpus.empty());
    }

    @Test
    void oneFileIsACorpusToo() throws Exception {
        write("one.log", "line\n");
        Corpus corpus = CorpusFinder.find(folder.resolve("one.log"));
        assertEquals("one.log", corpus.files().getFirst().name());
        assertEquals(5, corpus.bytes());
    }

    @Test
    void linksBelowTheFolderAreNotFollowed() throws Exception {
        write("a/real", "text");
        Files.createSymbolicLink(folder.resolve("a/loop"), folder);
        Files.createSymbolicLink(folder.resolve("alias"), folder.resolve("a/real"));
        assertEquals(List.of("a/real"), names());
    }

    @Test
    void whatCannotBeReadIsNamedWithItsReason() throws Exception {
        write("open", "text");
        Path locked = write("locked", "text");
        assumeTrue(locked.toFile().setReadable(false) && !Files.isReadable(locked),
                "root reads everything");
        Corpus corpus = CorpusFinder.find(folder);
        assertEquals(List.of("open"), names());
        assertEquals("locked (permission denied)", corpus.unreadable().getFirst().toString());
    }

    @Test
    void aSourceKnowsWhetherItHasChanged() throws Exception {
        Path file = write("log", "text");
        Source source = CorpusFinder.find(folder).files().getFirst();
        assertFalse(source.changed());
        Files.writeString(file, "longer text");
        assertTrue(source.changed());
        Files.delete(file);
        assertTrue(source.changed());
    }

    private List<String> names() throws ReportFailure {
        return CorpusFinder.find(folder).files().stream().map(Source::name).toList();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
