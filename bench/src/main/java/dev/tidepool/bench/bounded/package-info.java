// SPDX-License-Identifier: Apache-2.0
/**
 * What a pool costs whose users wait when all objects are in use: Tidepool's {@code BoundedPool},
 * the pools of other libraries, and what people write by hand.
 *
 * <p>A {@link dev.tidepool.bench.bounded.Subject} is one of them under test, a peer with
 * those of its documented options that make it fast; its class says which. A fork of JMH runs one
 * subject only, held in a constant ({@link dev.tidepool.bench.bounded.Contestant}).
 *
 * <p>{@link dev.tidepool.bench.bounded.BoundedSuite} is the part of the report. Single benchmarks
 * run by JMH's own main class; a time means little without what the two profilers add, bytes per
 * operation and hit rate:
 *
 * <pre>
 * java -jar bench/target/benchmarks.jar bounded.PairBenchmark -p subject=tidepool,hikariBag \
 *     -prof gc -prof dev.tidepool.bench.pool.PoolProfiler
 * java -jar bench/target/benchmarks.jar report --full --suite bounded
 * </pre>
 */
@NullMarked
package dev.tidepool.bench.bounded;

import org.jspecify.annotations.NullMarked;
