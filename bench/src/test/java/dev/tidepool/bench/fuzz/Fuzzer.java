// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Runs a target with one input after the other. An input that takes an edge that none before took,
 * or takes it another number of times, joins the corpus from which the next ones are made.
 */
final class Fuzzer {

    static final int MOST_LENGTH = 8192;

    /** What one input may allocate on the heap. */
    static final long MOST_ALLOCATED = 256L << 20;

    private static final int MOST_TRIALS = 3000;
    private static final int MOST_LONG_TRIALS = 20;
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final FuzzTarget target;
    private final boolean guided;
    private final Random random;
    private final Mutator mutator;
    private final byte[] seen = new byte[Edges.SIZE];
    private final List<byte[]> corpus = new ArrayList<>();
    private final List<Integer> chosen = new ArrayList<>();
    private final Map<String, Finding> findings = new LinkedHashMap<>();
    private long executions;
    private volatile long runs;
    private volatile byte[] current = new byte[0];

    /**
     * A loop.
     *
     * @param guided whether edges count; if not, only seeds are mutated, for comparison
     */
    Fuzzer(FuzzTarget target, List<byte[]> tokens, long seed, boolean guided) {
        this.target = target;
        this.guided = guided;
        this.random = new Random(seed);
        this.mutator = new Mutator(random, tokens, MOST_LENGTH);
    }

    /** Runs an input as it is; it joins the corpus whatever it does. */
    void seed(byte[] input) {
        if (!execute(input)) {
            add(input);
        }
    }

    /** Makes an input from the corpus and runs it. */
    void step() {
        if (corpus.isEmpty()) {
            add(new byte[0]);
        }
        execute(mutator.mutate(corpus.get(choose()), corpus.get(random.nextInt(corpus.size()))));
    }

    /** Of three by chance that which was chosen least, so that new ones get their turn. */
    private int choose() {
        int best = random.nextInt(corpus.size());
        for (int i = 0; i < 2; i++) {
            int other = random.nextInt(corpus.size());
            best = chosen.get(other) < chosen.get(best) ? other : best;
        }
        chosen.set(best, chosen.get(best) + 1);
        return best;
    }

    /** Runs an input and keeps it if it is of interest. */
    private boolean execute(byte[] input) {
        executions++;
        Throwable failure = failure(input);
        if (failure != null && !findings.containsKey(Finding.key(failure))) {
            findings.put(Finding.key(failure), minimise(new Finding(input, failure)));
        }
        boolean added = failure == null && guided && Edges.addTo(seen);
        if (added) {
            add(input);
        }
        return added;
    }

    private void add(byte[] input) {
        corpus.add(input);
        chosen.add(0);
    }

    private @Nullable Throwable failure(byte[] input) {
        current = input;
        runs++;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Edges.begin();
        try {
            target.run(input.clone());
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            return allocated > MOST_ALLOCATED
                    ? new AssertionError("more than " + MOST_ALLOCATED + " bytes allocated") : null;
        } catch (Throwable e) {
            return e; // Whatever it is.
        } finally {
            Edges.end();
        }
    }

    /** Leaves out ever smaller parts as long as the failure stays the same. */
    private Finding minimise(Finding first) {
        Finding least = first;
        int trials = first.failure() instanceof Edges.Runaway ? MOST_TRIALS - MOST_LONG_TRIALS : 0;
        for (int part = Math.max(1, first.input().length / 2); part > 0; part /= 2) {
            for (int at = 0; at + part <= least.input().length && trials < MOST_TRIALS; trials++) {
                byte[] less = Mutator.splice(least.input(), at, at + part, new byte[0]);
                Throwable failure = failure(less);
                if (failure != null && Finding.key(failure).equals(least.key())) {
                    least = new Finding(less, failure);
                } else {
                    at += part;
                }
            }
        }
        return least;
    }

    long executions() {
        return executions;
    }

    /** {@return how many edges were taken at all} */
    int edges() {
        int edges = 0;
        for (byte bits : seen) {
            edges += bits == 0 ? 0 : 1;
        }
        return edges;
    }

    List<byte[]> corpus() {
        return corpus;
    }

    List<Finding> findings() {
        return List.copyOf(findings.values());
    }

    /** {@return executions, those that make findings smaller included; for who watches} */
    long runs() {
        return runs;
    }

    /** {@return a copy of what runs, for who watches from another thread} */
    byte[] current() {
        byte[] input = current;
        return Arrays.copyOf(input, input.length);
    }
}
