// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** A text file as it was when it was found. What is appended to it later is not read. */
final class Source {

    private final Path path;
    private final String name;
    private final long size;
    private final FileTime modified;
    private final byte[] opening;

    Source(Path path, String name, long size, FileTime modified) {
        this.path = path;
        this.name = name;
        this.size = size;
        this.modified = modified;
        opening = LineRecord.opening(name);
    }

    Path path() {
        return path;
    }

    /** The path below the folder. */
    String name() {
        return name;
    }

    long size() {
        return size;
    }

    /** What each of the file's records starts with. Nobody may write to it. */
    byte[] opening() {
        return opening;
    }

    /** Whether somebody has written to the file, or removed it. */
    boolean changed() {
        try {
            return !Files.getLastModifiedTime(path).equals(modified) || Files.size(path) != size;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
