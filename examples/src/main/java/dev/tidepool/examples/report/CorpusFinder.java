// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for text files. Follows no symbolic links below the folder, opens no devices. */
final class CorpusFinder {

    /** Build output and version control are no logs. */
    private static final Set<String> SKIPPED_FOLDERS = Set.of(".git", "target");
    /** Binary is what has a NUL byte in front; the rule that git uses, and its length. */
    private static final int PROBE_BYTES = 8000;

    private final Path root;
    private final List<Source> files = new ArrayList<>();
    private final List<Corpus.Unreadable> unreadable = new ArrayList<>();
    private final ByteBuffer probe = ByteBuffer.allocate(PROBE_BYTES);
    private int binary;
    private int empty;

    private CorpusFinder(Path root) {
        this.root = root;
    }

    /** The text files below a folder, or the one file that {@code path} names. */
    static Corpus find(Path path) throws ReportFailure {
        Path root;
        try {
            root = path.toRealPath();
        } catch (NoSuchFileException e) {
            throw new ReportFailure(ExitCode.NO_FOLDER, "no such folder: " + path);
        } catch (IOException e) {
            throw new ReportFailure(ExitCode.UNREADABLE,
                    "cannot read " + path + ": " + Text.reason(e));
        }
        return new CorpusFinder(root).walk();
    }

    private Corpus walk() throws ReportFailure {
        try {
            Files.walkFileTree(root, visitor());
        } catch (IOException e) {
            throw new ReportFailure(ExitCode.UNREADABLE,
                    "cannot read " + root + ": " + Text.reason(e));
        }
        // Folders list their entries in any order, and runs should be comparable.
        files.sort(Comparator.comparing(Source::name));
        return new Corpus(root, List.copyOf(files), binary, empty, List.copyOf(unreadable));
    }

    private FileVisitor<Path> visitor() {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return !folder.equals(root) && SKIPPED_FOLDERS.contains(name(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    consider(file, attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                skip(file, e);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
                if (e != null) {
                    skip(folder, e);
                }
                return FileVisitResult.CONTINUE;
            }
        };
    }

    private void consider(Path file, BasicFileAttributes attributes) {
        try {
            if (isBinary(file)) {
                binary++;
            } else if (attributes.size() == 0) {
                empty++;
            } else {
                files.add(new Source(file, nameOf(file), attributes.size(),
                        attributes.lastModifiedTime()));
            }
        } catch (IOException e) {
            skip(file, e);
        }
    }

    private boolean isBinary(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int read = channel.read(probe.clear());
            for (int i = 0; i < read; i++) {
                if (probe.get(i) == 0) {
                    return true;
                }
            }
            return false;
        }
    }

    private void skip(Path file, IOException e) {
        unreadable.add(new Corpus.Unreadable(nameOf(file), Text.reason(e)));
    }

    private String nameOf(Path file) {
        return file.equals(root) ? name(file.getFileName()) : root.relativize(file).toString();
    }

    private static String name(@Nullable Path path) {
        return path == null ? "/" : path.toString();
    }
}
