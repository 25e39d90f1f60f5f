// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.report;

import dev.tidepool.bench.Json;
import dev.tidepool.bench.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The readings of one fingerprint, a line of JSON each, in the order in which they were taken. The
 * first line is the fingerprint. A reading is written as soon as it is known; a line that was cut
 * off is dropped when the file is opened again.
 */
final class SampleFile {

    private static final String NAME = "samples";
    private static final String EXTENSION = ".jsonl";
    private static final String HEADER = "fingerprint";

    private final Path path;
    private final List<Entry> entries = new ArrayList<>();
    private final boolean isBesideOthers;

    private SampleFile(Path path, boolean isBesideOthers) {
        this.path = path;
        this.isBesideOthers = isBesideOthers;
    }

    /** Goes on with the folder's file of this fingerprint, or begins one beside the others. */
    static SampleFile open(Path folder, JsonTree fingerprint) throws IOException {
        Files.createDirectories(folder);
        for (int i = 1; ; i++) {
            Path path = folder.resolve(NAME + (i == 1 ? "" : "-" + i) + EXTENSION);
            SampleFile file = new SampleFile(path, i > 1);
            List<String> lines = Files.exists(path) ? wholeLines(path) : List.of();
            if (lines.isEmpty()) {
                Files.writeString(path, Json.line(Map.of(HEADER, fingerprint.members())));
                return file;
            }
            if (isOf(lines.getFirst(), fingerprint)) {
                file.accept(lines);
                return file;
            }
        }
    }

    private static List<String> wholeLines(Path path) throws IOException {
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static boolean isOf(String line, JsonTree fingerprint) {
        try {
            return JsonTree.parse(line).node(HEADER).equals(fingerprint);
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads what is there and writes it again where something is not whole. */
    private void accept(List<String> lines) throws IOException {
        StringBuilder whole = new StringBuilder(lines.getFirst()).append('\n');
        for (String line : lines.subList(1, lines.size())) {
            try {
                remember(Entry.of(JsonTree.parse(line)));
                whole.append(line).append('\n');
            } catch (IOException e) {
                // Not a whole line: the reading is taken again.
            }
        }
        byte[] bytes = whole.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length != Files.size(path)) {
            Files.write(path, bytes);
        }
    }

    /** A step that was cut off is taken again as a whole: its last readings count. */
    private void remember(Entry entry) {
        entries.removeIf(
                e -> e.isOf(entry.suite(), entry.work(), entry.subject(), entry.round()));
        entries.add(entry);
    }

    /** Adds a step's readings by one write. */
    void append(List<Entry> readings) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Entry entry : readings) {
            lines.append(Json.line(entry.toMap()));
            remember(entry);
        }
        Files.writeString(path, lines, StandardOpenOption.APPEND);
    }

    List<Entry> entries() {
        return entries;
    }

    Path path() {
        return path;
    }

    /** {@return whether there are files of other fingerprints} */
    boolean isBesideOthers() {
        return isBesideOthers;
    }
}
