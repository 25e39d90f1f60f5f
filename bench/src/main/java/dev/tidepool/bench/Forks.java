// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.profile.Profiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs benchmarks for a report, one fork at a time, and keeps what JMH says of them. */
public final class Forks {

    private final Pace pace;
    private final List<RunResult> raw = new ArrayList<>();
    private final long start = System.nanoTime();

    public Forks(ReportOptions options) {
        this(new Pace(options.warmUps(), options.iterations(), options.iterationMillis()));
    }

    public Forks(Pace pace) {
        this.pace = pace;
    }

    public Pace pace() {
        return pace;
    }

    /** {@return what one fork measured} */
    public RunResult run(
            Class<?> benchmark,
            String method,
            Map<String, String> parameters,
            List<Class<? extends Profiler>> profilers)
            throws RunnerException {
        return run(benchmark, method, parameters, profilers, List.of());
    }

    /** As above, with flags for the JVM before those of the benchmark. */
    public RunResult run(
            Class<?> benchmark,
            String method,
            Map<String, String> parameters,
            List<Class<? extends Profiler>> profilers,
            List<String> flags)
            throws RunnerException {
        TimeValue time = TimeValue.milliseconds(pace.iterationMillis());
        ChainedOptionsBuilder jmh =
                new OptionsBuilder()
                        .include(benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
                        .forks(1)
                        .warmupIterations(pace.warmUps())
                        .warmupTime(time)
                        .measurementIterations(pace.iterations())
                        .measurementTime(time)
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true);
        if (!flags.isEmpty()) {
            jmh.jvmArgsPrepend(flags.toArray(String[]::new));
        }
        parameters.forEach(jmh::param);
        profilers.forEach(jmh::addProfiler);
        RunResult result = new Runner(jmh.build()).runSingle();
        raw.add(result);
        return result;
    }

    /** Says on standard error what comes next. */
    public void progress(String what) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        System.err.printf(
                Locale.ROOT, "# %d:%02d %s%n", elapsed.toMinutes(), elapsed.toSecondsPart(), what);
    }

    /** {@return JMH's own JSON of all results} */
    public Json.Raw json() {
        ByteArrayOutputStream jmh = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(jmh, true, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(raw);
        }
        return new Json.Raw(jmh.toString(StandardCharsets.UTF_8));
    }
}
