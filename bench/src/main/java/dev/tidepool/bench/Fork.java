// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.profile.Profiler;
import org.openjdk.jmh.results.RunResult;

/** A benchmark with all its parameters: what a JVM of its own is started for. */
public record Fork(
        Class<?> benchmark,
        String method,
        Map<String, String> parameters,
        List<Class<? extends Profiler>> profilers) {

    /** {@return the step that runs it in each round, with a slow-down planted where it is ours} */
    public Cell cell(String work, String subject, Profile profile, Optional<Plant> plant) {
        Optional<Plant> planted = subject.startsWith("tidepool") ? plant : Optional.empty();
        List<String> flags = planted.map(Plant::flag).stream().toList();
        return Cell.of(
                work,
                subject,
                profile.pace().seconds(),
                forks -> {
                    RunResult run = forks.run(benchmark, method, parameters, profilers, flags);
                    return List.of(Reading.of(run, planted.map(Plant::toString).orElse("")));
                });
    }
}
