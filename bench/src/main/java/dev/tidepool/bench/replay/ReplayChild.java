// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.Statistics;
import dev.tidepool.bench.span.Footprint;
import dev.tidepool.bench.span.SystemCalls;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Replays a compiled trace on one contender and prints what it finds, a line for each finding. One
 * JVM does one thing, {@link #check} or {@link #time}.
 */
final class ReplayChild {

    static final String SKIP = "@skip ";
    static final String FAILED = "@failed ";
    static final String MEMORY = "@memory ";
    static final String CALLS = "@calls ";
    static final String HITS = "@hits ";
    static final String TIME = "@time ";

    /** Looks at the memory in a checking pass. */
    static final int SAMPLES = 200;

    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long STATM_PAGE = 4096;
    private static final int LEAST_PASSES = 2;
    private static final int SMALL = 64;

    private final Contenders who;
    private final CompiledTrace trace;
    private final boolean threads;
    private final PrintStream out;

    ReplayChild(Contenders who, CompiledTrace trace, boolean threads, PrintStream out) {
        this.who = who;
        this.trace = trace;
        this.threads = threads;
        this.out = out;
    }

    /** Takes {@code check|time CONTENDER FILE THREADS SECONDS}. */
    public static void main(String[] args) throws IOException {
        ReplayChild child =
                new ReplayChild(
                        Contenders.ofId(args[1]),
                        CompiledTrace.read(Path.of(args[2])),
                        Boolean.parseBoolean(args[3]),
                        System.out);
        if (args[0].equals("check")) {
            child.check();
        } else {
            child.time(Double.parseDouble(args[4]));
        }
        System.out.flush();
        System.exit(0); // Whatever threads an allocator leaves behind.
    }

    /** What is done with an open contender. */
    private interface Work {
        void on(Contender contender) throws IOException;
    }

    /** {@return whether it worked} */
    private boolean guarded(Work work) throws IOException {
        Optional<String> absence = who.absence();
        if (absence.isPresent()) {
            out.println(SKIP + absence.get());
            return false;
        }
        try (Contender contender = who.open(places())) {
            work.on(contender);
            return true;
        } catch (RuntimeException | Error e) {
            // An allocator that fails is a result.
            out.println(FAILED + e.toString().replaceAll("\\s+", " "));
            return false;
        }
    }

    private int places() {
        return (int) trace.summary().peakBlocks();
    }

    /** Replays once with marks in all blocks, and looks at the memory meanwhile. */
    void check() throws IOException {
        if (guarded(this::loadClasses)) {
            long before = residentSet();
            guarded(contender -> check(contender, before));
        }
    }

    /** Classes must not be taken for the allocator's memory. */
    private void loadClasses(Contender contender) {
        CheckingHand hand = new CheckingHand(contender, places());
        hand.allocate(0, SMALL, 1);
        sample(0, hand, contender, residentSet());
        hand.freeRest();
    }

    private void check(Contender contender, long before) throws IOException {
        CheckingHand hand = new CheckingHand(contender, places());
        long stride = Math.max(1, trace.summary().events() / SAMPLES);
        List<MemorySample> samples = new ArrayList<>(SAMPLES + 2);
        try (Passes passes = new Passes(trace, hand, threads)) {
            passes.watched(event -> {
                samples.add(sample(event, hand, contender, before));
                return stride;
            });
        }
        SystemCalls calls = contender.systemCalls();
        double hits = contender.hitRate();
        hand.freeRest();
        samples.forEach(sample -> out.println(MEMORY + sample.toLine()));
        out.println(CALLS + calls.maps() + " " + calls.releases());
        out.println(HITS + hits);
    }

    private MemorySample sample(long event, CheckingHand hand, Contender contender, long before) {
        Footprint told = contender.footprint();
        boolean unknown = before < 0 || who.isOnHeap();
        return new MemorySample(
                event,
                hand.live(),
                told.reserved(),
                told.resident(),
                unknown ? Footprint.UNKNOWN : Math.max(0, residentSet() - before));
    }

    /** Replays for about so long to warm up, then as long again with the clock running. */
    void time(double seconds) throws IOException {
        guarded(contender -> {
            PlainHand hand = new PlainHand(contender, places());
            try (Passes passes = new Passes(trace, hand, threads)) {
                passes(passes, seconds);
                List<Passes.Cost> costs = passes(passes, seconds);
                double nanos = Statistics.median(costs.stream().map(Passes.Cost::nanos).toList());
                double bytes = Statistics.median(costs.stream().map(Passes.Cost::bytes).toList());
                double cpu =
                                costs.stream()
                                        .mapToDouble(Passes.Cost::cpu)
                                        .average()
                                        .orElse(Double.NaN);
                        out.println(TIME + nanos + " " + bytes + " " + cpu);
            }
        });
    }

    private static List<Passes.Cost> passes(Passes passes, double seconds) throws IOException {
        List<Passes.Cost> costs = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (costs.size() < LEAST_PASSES || System.nanoTime() - end < 0) {
            costs.add(passes.timed());
        }
        return costs;
    }

    private static long residentSet() {
        try {
            return STATM_PAGE * Long.parseLong(Files.readString(STATM).split(" ", -1)[1]);
        } catch (IOException e) {
            return Footprint.UNKNOWN; // Not Linux.
        }
    }
}
