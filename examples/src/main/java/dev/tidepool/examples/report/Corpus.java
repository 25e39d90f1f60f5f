// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.nio.file.Path;
import java.util.List;

/**
 * The files that the report reads, and those it does not.
 *
 * @param binary how many files were skipped because they hold no text
 * @param empty how many files have no bytes
 * @param unreadable what could not be read, each with its reason
 */
record Corpus(
        Path folder, List<Source> files, int binary, int empty, List<Unreadable> unreadable) {

    record Unreadable(String name, String reason) {
        @Override
        public String toString() {
            return name + " (" + reason + ")";
        }
    }

    long bytes() {
        return files.stream().mapToLong(Source::size).sum();
    }

    List<Chunk> chunks() {
        return files.stream().flatMap(file -> Chunk.of(file).stream()).toList();
    }

    /** Refuses what gives nothing to measure. */
    void requireText() throws ReportFailure {
        if (!files.isEmpty()) {
            return;
        }
        if (!unreadable.isEmpty() && binary == 0 && empty == 0) {
            throw new ReportFailure(ExitCode.UNREADABLE, "nothing in " + folder
                    + " can be read: " + Text.someOf(unreadable));
        }
        throw new ReportFailure(ExitCode.NO_TEXT, "no text in " + folder + ": "
                + skipped() + (unreadable.isEmpty() ? "" : ": " + Text.someOf(unreadable)));
    }

    String describe() {
        return Text.count(files.size(), "text file") + ", " + Text.size(bytes())
                + " in " + folder + "; skipped " + skipped();
    }

    private String skipped() {
        return binary + " binary, " + empty + " empty, " + unreadable.size() + " unreadable";
    }
}
