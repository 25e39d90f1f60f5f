// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.mutation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs Pitest over the {@link Part}s, one after the other, and prints what survived. The argument
 * is the project's folder; names of parts may follow. See {@code docs/mutation.md}.
 */
public final class MutationRun {
    private final Path project;
    private final Path reports;

    private MutationRun(Path project) {
        this.project = project;
        this.reports = project.resolve("property-tests/target/mutation");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var run = new MutationRun(Path.of(args[0]));
        List<Part> parts = args.length == 1 ? List.of(Part.values())
                : Arrays.stream(args).skip(1)
                        .map(name -> Part.valueOf(name.toUpperCase(Locale.ROOT))).toList();
        for (Part part : parts) {
            run.mutate(part);
        }
        var summary = new Summary();
        for (Part part : parts) {
            summary.add(run.folder(part).resolve("mutations.csv"));
        }
        System.out.println(summary);
    }

    private Path folder(Part part) {
        return reports.resolve(part.name().toLowerCase(Locale.ROOT));
    }

    private void mutate(Part part) throws IOException, InterruptedException {
        System.out.println("Pitest: " + part);
        Path folder = Files.createDirectories(folder(part));
        Path log = folder.resolve("pitest.log");
        long start = System.nanoTime();
        int exit = new ProcessBuilder(command(part, folder))
                .redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("Pitest has failed, see " + log);
        }
        System.out.printf("%d s, report in %s%n",
                (System.nanoTime() - start) / 1_000_000_000, folder);
    }

    private List<String> command(Part part, Path folder) {
        Path module = project.resolve(part.module);
        String minion = String.join(",", "-Xmx1g", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "-D" + ShortRuns.TRIES + "=" + part.tries);
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                "-cp", System.getProperty("java.class.path") + File.pathSeparator
                        + module.resolve("target/test-classes"),
                "org.pitest.mutationtest.commandline.MutationCoverageReport"));
        command.addAll(List.of(
                "--reportDir", folder.toString(),
                "--targetClasses", part.classes(),
                "--targetTests", part.tests(),
                "--sourceDirs", module.resolve("src/main/java").toString(),
                "--mutableCodePaths", module.resolve("target/classes").toString(),
                "--outputFormats", "CSV,HTML",
                "--threads", "1",
                "--jvmArgs", minion));
        return command;
    }
}
