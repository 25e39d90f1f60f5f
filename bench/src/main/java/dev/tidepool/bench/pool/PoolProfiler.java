// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Adds to each time what it was bought with: factory calls per get, the hit rate that follows, and
 * what is kept at the end of the iteration. A profiler, because it knows the number of operations
 * without the counter in the measured loop that auxiliary counters would need.
 */
public final class PoolProfiler implements InternalProfiler {

    static final String MADE = "pool.made";
    static final String HIT_RATE = "pool.hitRate";
    static final String RETAINED = "pool.retained";

    private static volatile Watch watch = new Watch(() -> Subject.UNKNOWN, () -> 0, "objects", 1);

    private long madeBefore;

    private record Watch(
            LongSupplier made, LongSupplier retained, String unit, double getsPerOperation) {}

    /** Says where to read; called by the benchmark's set-up. */
    static void watch(LongSupplier made, LongSupplier retained, double getsPerOperation) {
        watch(made, retained, "objects", getsPerOperation);
    }

    /**
     * Says where to read; called by the benchmark's set-up.
     *
     * @param unit of what is retained
     */
    public static void watch(
            LongSupplier made, LongSupplier retained, String unit, double getsPerOperation) {
        watch = new Watch(made, retained, unit, getsPerOperation);
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        madeBefore = watch.made.getAsLong();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        List<Result<?>> results = new ArrayList<>();
        long made = watch.made.getAsLong();
        double gets = result.getMetadata().getAllOps() * watch.getsPerOperation;
        if (made != Subject.UNKNOWN && gets > 0) {
            // The set-up of the first iteration opens the pool: nothing was made before.
            double misses = made - Math.max(0, madeBefore);
            results.add(scalar(MADE, misses / gets, "objects/get"));
            results.add(scalar(HIT_RATE, 100 * (1 - misses / gets), "%"));
        }
        long retained = watch.retained.getAsLong();
        if (retained != Subject.UNKNOWN) {
            results.add(scalar(RETAINED, (double) retained, watch.unit));
        }
        return results;
    }

    private static ScalarResult scalar(String name, double value, String unit) {
        return new ScalarResult(name, value, unit, AggregationPolicy.AVG);
    }

    @Override
    public String getDescription() {
        return "factory calls, hit rate and what is retained by the pool under test";
    }
}
