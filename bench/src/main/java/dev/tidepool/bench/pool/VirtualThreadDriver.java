// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Json;
import dev.tidepool.bench.Machine;
import dev.tidepool.bench.VirtualRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What does a pool cost, and keep, when each task is a virtual thread of its own that gets an
 * object, yields, and puts it back? A harness of its own: JMH's workers on virtual threads never
 * end when they are more than the carriers.
 *
 * <p>In two shapes. With a limited number of tasks in flight, as in a server under load, a pool can
 * serve them all. With all tasks started at once nearly every one holds an object at the same
 * moment: a bounded pool must miss, and its miss path is what is measured.
 *
 * <p>All subjects run in this process, in turn and many times over, each time right after an empty
 * task that only yields: noise that comes and goes hits all of them. Reported are medians, the time
 * as the median difference to the empty task before it.
 *
 * <pre>
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.pool.VirtualThreadDriver \
 *     [--tasks 10000,200000] [--in-flight 64,all] [--repetitions 31] [--json FILE]
 * </pre>
 */
public final class VirtualThreadDriver {

    static final List<String> SUBJECTS =
            List.of(
                    "tidepool",
                    "mpmcVarHandle",
                    "concurrentLinkedQueue",
                    "threadLocalDeque",
                    "fresh");

    static final int IN_FLIGHT = 64;
    static final int ALL = Integer.MAX_VALUE;

    // What a Tidepool keeps at most by default on two processors, for peers with a bound.
    private static final int CAPACITY = 512;
    private static final int WARM_UPS = 5;

    private final int tasks;
    private final int inFlight;
    private final List<VirtualContestant> contestants = new ArrayList<>();

    private VirtualThreadDriver(int tasks, int inFlight, List<String> subjects) {
        this.tasks = tasks;
        this.inFlight = inFlight;
        for (String subject : subjects) {
            contestants.add(new VirtualContestant(subject, CAPACITY));
        }
    }

    public static void main(String[] args) throws InterruptedException, IOException {
        List<Integer> sizes = List.of(10_000, 200_000);
        List<Integer> inFlights = List.of(IN_FLIGHT, ALL);
        int repetitions = 31;
        @Nullable Path json = null;
        for (int i = 0; i < args.length; i += 2) {
            String value = i + 1 < args.length ? args[i + 1] : "";
            switch (args[i]) {
                case "--tasks" -> sizes = numbers(value);
                case "--in-flight" -> inFlights = numbers(value);
                case "--repetitions" -> repetitions = Integer.parseInt(value);
                case "--json" -> json = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        System.out.println(Machine.here().describe());
        List<VirtualResult> results = new ArrayList<>();
        for (int size : sizes) {
            for (int inFlight : inFlights) {
                List<VirtualResult> part = run(size, inFlight, repetitions, SUBJECTS);
                System.out.println(VirtualResult.table(part));
                results.addAll(part);
            }
        }
        if (json != null) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("machine", Machine.here().toMap());
            document.put("virtual", results.stream().map(VirtualResult::toMap).toList());
            Files.writeString(json, Json.write(document));
        }
    }

    private static List<Integer> numbers(String list) {
        return Stream.of(list.split(",", -1))
                .map(number -> number.equals("all") ? ALL : Integer.parseInt(number))
                .toList();
    }

    /** Runs the subjects in turn. */
    static List<VirtualResult> run(
            int tasks, int inFlight, int repetitions, List<String> subjects)
            throws InterruptedException {
        VirtualThreadDriver driver = new VirtualThreadDriver(tasks, inFlight, subjects);
        for (int i = 0; i < WARM_UPS; i++) {
            driver.repeat(i);
        }
        driver.contestants.forEach(VirtualContestant::forget);
        for (int i = 0; i < repetitions; i++) {
            driver.repeat(i);
        }
        List<VirtualResult> results = new ArrayList<>();
        for (VirtualContestant contestant : driver.contestants) {
            results.add(contestant.result(tasks, Math.min(tasks, inFlight)));
            contestant.close();
        }
        return results;
    }

    private void repeat(int repetition) throws InterruptedException {
        int n = contestants.size();
        for (int i = 0; i < n; i++) {
            VirtualContestant contestant = contestants.get((repetition + i) % n);
            VirtualRun empty = VirtualRun.of(tasks, inFlight, Thread::yield);
            contestant.add(empty, VirtualRun.of(tasks, inFlight, contestant::task));
        }
    }
}
