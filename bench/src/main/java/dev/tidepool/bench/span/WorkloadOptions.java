// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of {@link Workloads} asks for.
 *
 * @param ids workloads; empty for all
 * @param variants those to run; empty for all
 * @param length how long what is bound by time runs
 * @param here in this process and not in one for each trial
 * @param latency whether single calls are timed
 */
record WorkloadOptions(
        List<String> ids,
        List<String> subjects,
        List<String> variants,
        Scale scale,
        Duration length,
        long seed,
        boolean here,
        boolean latency,
        @Nullable Path json,
        @Nullable Path markdown) {

    static final long SEED = 43;
    private static final List<String> FEW = List.of("tidepool", "glibc", "mimalloc");
    private static final List<String> MANY =
            List.of(
                    "tidepool",
                    "tidepoolSegment",
                    "glibc",
                    "mimalloc",
                    "jemalloc",
                    "tcmalloc",
                    "nettyPooledCached",
                    "nettyAdaptiveCached");

    static final String USAGE =
            """
            usage: java -cp benchmarks.jar dev.tidepool.bench.span.Workloads WORKLOAD... [OPTION]...
              WORKLOAD          W1 to W20, or all
              --subject A,B     allocators (default: tidepool and its peers); "profiles" stands
                                for Tidepool with each of its profiles
              --variant A,B     forms of the workload (default: all)
              --seconds N       how long what is bound by time runs (default 10, quick 0.6)
              --quick           less of everything and fewer peers, all of it in some minutes:
                                memory and checks; code is hardly compiled by then
              --seed N          of the random numbers (default 43)
              --here            in this process; without it, each trial gets a JVM of its own
              --latency         p50, p99 and p99.9 of allocations and frees, every 61st call of
                                a thread; adds the clock's cost to those calls
              --json FILE       write the results
              --markdown FILE   write the tables as documentation wants them
              --help            this text and the list of workloads with their parameters
            """;

    /** Collects options in any order. */
    private static final class Parser {
        private final String[] args;
        private final List<String> ids = new ArrayList<>();
        private int next;
        private List<String> subjects = List.of();
        private List<String> variants = List.of();
        private Scale scale = Scale.FULL;
        private @Nullable Duration length;
        private long seed = SEED;
        private boolean here;
        private boolean latency;
        private @Nullable Path json;
        private @Nullable Path markdown;

        Parser(String[] args) {
            this.args = args;
        }

        WorkloadOptions parse() {
            while (next < args.length) {
                accept(args[next++]);
            }
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("which workload?");
            }
            return new WorkloadOptions(
                    ids.contains("all") ? List.of() : ids,
                    subjects.isEmpty() ? scale == Scale.FULL ? MANY : FEW : subjects,
                    variants,
                    scale,
                    length == null ? scale.length() : length,
                    seed,
                    here,
                    latency,
                    json,
                    markdown);
        }

        private void accept(String option) {
            switch (option) {
                case "--subject" ->
                        subjects = list().stream().flatMap(WorkloadOptions::subjects).toList();
                case "--variant" -> variants = list();
                case "--seconds" -> length = seconds(value());
                case "--quick" -> scale = Scale.QUICK;
                case "--tiny" -> scale = Scale.TINY;
                case "--seed" -> seed = Long.parseLong(value());
                case "--here" -> here = true;
                case "--latency" -> latency = true;
                case "--json" -> json = Path.of(value());
                case "--markdown" -> markdown = Path.of(value());
                default -> ids.add(workload(option));
            }
        }

        private String value() {
            if (next == args.length) {
                throw new IllegalArgumentException(args[next - 1] + " needs a value");
            }
            return args[next++];
        }

        private List<String> list() {
            return List.of(value().split(",", -1));
        }
    }

    static WorkloadOptions parse(String[] args) {
        return new Parser(args).parse();
    }

    private static Stream<String> subjects(String word) {
        return word.equals("profiles")
                ? Subjects.NAMES.stream().filter(name -> Subjects.profile(name).isPresent())
                : Stream.of(word);
    }

    private static Duration seconds(String number) {
        return Duration.ofMillis(Math.round(1000 * Double.parseDouble(number)));
    }

    private static String workload(String word) {
        if (!word.equals("all") && Workloads.ALL.stream().noneMatch(w -> w.id().equals(word))) {
            throw new IllegalArgumentException("unknown option or workload " + word);
        }
        return word;
    }

    boolean wants(Workload workload) {
        return ids.isEmpty() || ids.contains(workload.id());
    }

    boolean wants(String variant) {
        return variants.isEmpty() || variants.contains(variant);
    }
}
