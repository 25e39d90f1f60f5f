// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/** Fuzzes for as long as one likes: {@code docs/fuzzing.md}. */
public final class FuzzMain {

    private static final String USAGE = """
            usage: mvn -Pfuzz [-Dargs="OPTION..."]
              --subject NAME    trace, stats, heap-map, ledger, commands or all (default: all)
              --minutes M       for each subject (default: 1)
              --iterations N    instead of a time
              --seed S          of the choices (default: the time)
              --unguided        edges do not count, for comparison
              --out FOLDER      corpus and findings (default: target/fuzz)
            """;
    private static final long SECONDS_BETWEEN_LINES = 10;
    private static final int MOST_FRAMES = 15;
    private static final long MOST_SECONDS_OF_A_RUN = 60;

    private String subject = "all";
    private double minutes = 1;
    private long iterations = Long.MAX_VALUE;
    private long seed = System.nanoTime();
    private boolean guided = true;
    private Path out = Path.of("target", "fuzz");

    private FuzzMain() {}

    public static void main(String[] args) throws IOException {
        System.exit(new FuzzMain().run(args));
    }

    private int run(String[] args) throws IOException {
        try {
            parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("fuzz: " + e.getMessage() + "\n" + USAGE);
            return 2;
        }
        boolean failed = false;
        for (FuzzTargets target : FuzzTargets.values()) {
            if (subject.equals("all") || subject.equals(target.id())) {
                failed |= fuzz(target);
            }
        }
        return failed ? 1 : 0;
    }

    private void parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            if (option.equals("--unguided")) {
                guided = false;
                continue;
            }
            if (++i == args.length) {
                throw new IllegalArgumentException(option + " needs a value, or is unknown");
            }
            switch (option) {
                case "--subject" -> subject = args[i];
                case "--minutes" -> minutes = Double.parseDouble(args[i]);
                case "--iterations" -> iterations = Long.parseLong(args[i]);
                case "--seed" -> seed = Long.parseLong(args[i]);
                case "--out" -> out = Path.of(args[i]);
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        boolean known = subject.equals("all")
                || Arrays.stream(FuzzTargets.values()).anyMatch(t -> t.id().equals(subject));
        if (!known) {
            throw new IllegalArgumentException("no subject " + subject);
        }
    }

    private boolean fuzz(FuzzTargets what) throws IOException {
        Path home = Files.createDirectories(out.resolve(what.id()));
        Path folder = Files.createTempDirectory("tidepool-fuzz");
        Fuzzer fuzzer = new Fuzzer(what.open(folder), what.tokens(), seed, guided);
        System.out.println("# " + what.id() + ", seed " + seed + (guided ? "" : ", unguided"));
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> watch(fuzzer, home, done));
        List<byte[]> first = new ArrayList<>(what.kept());
        first.addAll(FuzzTargets.read(home.resolve("corpus")));
        first.forEach(fuzzer::seed);
        long start = System.nanoTime();
        long end = iterations < Long.MAX_VALUE ? Long.MAX_VALUE : (long) (minutes * 60e9);
        long line = 0;
        int known = 0;
        for (long i = 0; i < iterations && System.nanoTime() - start < end; i++) {
            fuzzer.step();
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            if (seconds >= line + SECONDS_BETWEEN_LINES) {
                line = seconds;
                System.out.println(line(fuzzer, System.nanoTime() - start));
            }
            for (; known < fuzzer.findings().size(); known++) {
                System.out.println("FOUND, seed " + seed + ", execution " + fuzzer.executions()
                        + ": " + fuzzer.findings().get(known));
            }
        }
        done.countDown();
        System.out.println(line(fuzzer, System.nanoTime() - start) + ", done");
        for (byte[] input : fuzzer.corpus()) {
            save(home.resolve("corpus"), input);
        }
        for (Finding finding : fuzzer.findings()) {
            System.out.println("saved " + save(home.resolve("findings"), finding.input()));
            Arrays.stream(finding.failure().getStackTrace()).limit(MOST_FRAMES)
                    .forEach(frame -> System.out.println("    at " + frame));
        }
        return !fuzzer.findings().isEmpty();
    }

    private static String line(Fuzzer fuzzer, long nanos) {
        return String.format(Locale.ROOT,
                "%5.0f s: %d executions, %.0f a second, corpus %d, edges %d, findings %d",
                nanos / 1e9, fuzzer.executions(), fuzzer.executions() * 1e9 / nanos,
                fuzzer.corpus().size(), fuzzer.edges(), fuzzer.findings().size());
    }

    private static Path save(Path folder, byte[] input) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(input);
        String name = HexFormat.of().toHexDigits((int) sum.getValue());
        return Files.write(Files.createDirectories(folder).resolve(name), input);
    }

    /** A run that hangs where no instrumented code counts its steps. */
    private static void watch(Fuzzer fuzzer, Path home, CountDownLatch done) {
        long last = -1;
        long since = System.nanoTime();
        try {
            while (!done.await(1, TimeUnit.SECONDS)) {
                if (fuzzer.runs() != last) {
                    last = fuzzer.runs();
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > MOST_SECONDS_OF_A_RUN * 1_000_000_000) {
                    System.out.println("HANGS: saved "
                            + save(home.resolve("findings"), fuzzer.current()));
                    Runtime.getRuntime().halt(3);
                }
            }
        } catch (InterruptedException | IOException e) {
            System.out.println("no longer watched: " + e);
        }
    }
}
