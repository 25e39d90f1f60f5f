// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Sizes as they occur: those of the class files of {@code java.base} in the running JDK, what a
 * class loader reads into buffers. There on every machine, and the same for the same JDK. In JDK 25
 * they are some 7400, half of them below 2 KiB, a tenth above 8 KiB, one in a hundred above 33 KiB,
 * and the largest is of 300 KB.
 */
final class Sizes {

    /** How many are drawn; a power of two, and too many for a branch predictor to learn. */
    static final int DRAWN = 1 << 12;

    private static final long SEED = 20_250_916;

    private Sizes() {}

    /** {@return all sizes, rising} */
    static int[] occurring() {
        try (Stream<Path> files = Files.walk(Path.of(URI.create("jrt:/java.base")))) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .mapToInt(Sizes::sizeOf)
                    .sorted()
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int sizeOf(Path file) {
        try {
            return Math.toIntExact(Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@return {@value #DRAWN} sizes in random order, the same in each run}
     *
     * @param sequence threads that draw another one do not go in step
     */
    static int[] drawn(int sequence) {
        int[] occurring = occurring();
        return new SplittableRandom(SEED + sequence)
                .ints(DRAWN, 0, occurring.length)
                .map(i -> occurring[i])
                .toArray();
    }
}
