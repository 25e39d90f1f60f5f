// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is there whole or not at all: it is written beside its place and then moved there.
 * What is no file, such as {@code /dev/stdout}, is written directly.
 */
final class HtmlFile {

    private final Path target;

    HtmlFile(Path target) {
        this.target = target;
    }

    /** Fails now rather than after all the work, as far as one can know. */
    void requireWritable() throws ReportFailure {
        try {
            if (Files.isDirectory(target)) {
                throw new ReportFailure(ExitCode.CANNOT_WRITE,
                        "cannot write " + target + ": it is a folder");
            }
            Files.createDirectories(folder());
            if (Files.exists(target) && !Files.isWritable(target)) {
                throw new ReportFailure(ExitCode.CANNOT_WRITE,
                        "cannot write " + target + ": permission denied");
            }
            if (isPlain()) {
                Files.createFile(temporary());
                Files.delete(temporary());
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    void write(String content) throws ReportFailure {
        try {
            if (isPlain()) {
                writeBeside(content);
            } else {
                Files.writeString(target, content, StandardOpenOption.WRITE);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void writeBeside(String content) throws IOException {
        Path temporary = temporary();
        // Ctrl-C ends the process in the middle of anything.
        Thread cleaner = Thread.ofPlatform().unstarted(() -> deleteQuietly(temporary));
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            Files.write(temporary, content.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(temporary, Files.exists(target) ? target.toRealPath() : target,
                    StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteQuietly(temporary);
            forget(cleaner);
        }
    }

    private static void forget(Thread cleaner) {
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            // The process is ending, and the cleaner is needed after all.
        }
    }

    private boolean isPlain() {
        return !Files.exists(target) || Files.isRegularFile(target);
    }

    private Path folder() throws IOException {
        Path file = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private Path temporary() throws IOException {
        return folder().resolve(".allocation-report-" + ProcessHandle.current().pid() + ".tmp");
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is litter at worst; the failure to tell about is another one.
        }
    }

    private ReportFailure failure(IOException e) {
        return new ReportFailure(ExitCode.CANNOT_WRITE,
                "cannot write " + target + ": " + Text.reason(e));
    }
}
