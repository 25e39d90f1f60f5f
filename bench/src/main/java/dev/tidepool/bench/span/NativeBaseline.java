// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import dev.tidepool.bench.Statistics;
import dev.tidepool.bench.TextTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What do the C allocators cost when C calls them? Builds {@code bench/src/c/malloc_pair.c} with
 * the system's compiler and runs it over each library. Without a compiler or outside the project's
 * folder there is no such figure, and a line says so.
 *
 * <pre>
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.span.NativeBaseline [MILLISECONDS]
 * </pre>
 */
public final class NativeBaseline {

    private static final String SOURCE = "src/c/malloc_pair.c";
    private static final int REPETITIONS = 3;
    private static final int MILLISECONDS = 200;
    private static final long TIMEOUT_SECONDS = 120;

    private final Path program;

    private NativeBaseline(Path program) {
        this.program = program;
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        Optional<NativeBaseline> built = build();
        if (built.isEmpty()) {
            return;
        }
        int milliseconds = args.length > 0 ? Integer.parseInt(args[0]) : MILLISECONDS;
        TextTable table = new TextTable("work", "library", "ns/op");
        for (Work work : Work.ALL) {
            if (!work.inC().isEmpty()) {
                for (NativeLibrary library : libraries()) {
                    double nanos = built.get().measure(library, work.inC(), milliseconds);
                    table.row(work.name(), name(library), TextTable.number(nanos, 2));
                }
            }
        }
        System.out.println(table);
    }

    /** {@return the libraries that are installed; the others are named on standard error} */
    static List<NativeLibrary> libraries() {
        List<NativeLibrary> installed = new ArrayList<>();
        for (NativeLibrary library : NativeLibrary.values()) {
            library.notInstalled()
                    .ifPresentOrElse(
                            why -> System.err.println("# skip " + name(library) + ": " + why),
                            () -> installed.add(library));
        }
        return installed;
    }

    /** {@return how figures name the library called from C} */
    static String name(NativeLibrary library) {
        return library.subject() + " (C)";
    }

    /** Builds the program; empty, with a line on standard error, where that is not possible. */
    static Optional<NativeBaseline> build() throws InterruptedException, IOException {
        @Nullable Path source = source();
        if (source == null) {
            System.err.println("# skip C: no bench/" + SOURCE + " from here");
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("malloc_pair");
        Path program = folder.resolve("malloc_pair");
        folder.toFile().deleteOnExit();
        program.toFile().deleteOnExit();
        try {
            output(
                    new ProcessBuilder(
                            "cc",
                            "-O2",
                            "-fno-builtin",
                            "-pthread",
                            "-o",
                            program.toString(),
                            source.toString()));
        } catch (IOException e) {
            System.err.println("# skip C: " + e.getMessage());
            return Optional.empty();
        }
        return Optional.of(new NativeBaseline(program));
    }

    private static @Nullable Path source() {
        for (Path path : List.of(Path.of("bench", SOURCE), Path.of(SOURCE))) {
            if (Files.isRegularFile(path)) {
                return path;
            }
        }
        return null;
    }

    /** {@return the median of a few repetitions in ns per operation} */
    double measure(NativeLibrary library, List<String> workload, int milliseconds)
            throws InterruptedException, IOException {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.add(Integer.toString(REPETITIONS));
        command.add(Integer.toString(milliseconds));
        command.addAll(workload);
        ProcessBuilder builder = new ProcessBuilder(command);
        library.path().ifPresent(path -> builder.environment().put("LD_PRELOAD", path.toString()));
        return Statistics.median(output(builder).lines().map(Double::valueOf).toList());
    }

    private static String output(ProcessBuilder builder) throws InterruptedException, IOException {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", builder.command()) + ": " + text.strip());
        }
        return text;
    }
}
