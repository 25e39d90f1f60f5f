// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Folders to read in tests. */
final class Samples {

    private Samples() {}

    /** Small files, one larger than a chunk, CRLF, control characters, UTF-8 whole and broken. */
    static Path folder(Path parent) throws IOException {
        Path folder = Files.createDirectories(parent.resolve("sample"));
        Files.writeString(folder.resolve("small.log"), "one\ntwo \"quoted\"\n\nlast without end");
        Files.writeString(folder.resolve("windows.txt"), "a\\b\r\n\r\n\tc\u0007\r\n");
        Path deeper = Files.createDirectories(folder.resolve("deeper/still"));
        Files.write(deeper.resolve("broken.txt"),
                new byte[] {'x', (byte) 0xC3, '\n', (byte) 0xFF, (byte) 0xFE, 'y', '\n'});
        Files.writeString(deeper.resolve("utf8.txt"), "é ß € 漢字 😀\n");
        Files.writeString(folder.resolve("large.log"), largeText());
        return folder;
    }

    private static String largeText() {
        Random random = new Random(42);
        StringBuilder text = new StringBuilder();
        while (text.length() < Chunk.BYTES + Chunk.BYTES / 4) {
            text.append("2026-01-01T00:00:").append(random.nextInt(60)).append(" INFO ")
                    .append("word ".repeat(random.nextInt(30))).append(random.nextLong())
                    .append('\n');
        }
        text.append("z".repeat(3 * LineSplitter.LONGEST)).append('\n');
        return text.toString();
    }
}
