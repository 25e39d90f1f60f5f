// SPDX-License-Identifier: Apache-2.0
/**
 * What an object pool costs, and what it keeps: Tidepool, the caches people write by hand, and the
 * pools of other libraries under the same workloads.
 *
 * <p>A {@link dev.tidepool.bench.pool.Subject} is one pool under test. A fork of JMH runs one
 * subject only, held in a constant ({@link dev.tidepool.bench.pool.Contestant}), so that every call
 * is bound as it is in a program that keeps its pool in a static final field.
 *
 * <p>{@link dev.tidepool.bench.pool.PoolReport} runs the rows of the speed table. Single benchmarks
 * run by JMH's own main class; a time means little without what the two profilers add, bytes per
 * operation and hit rate:
 *
 * <pre>
 * java -jar bench/target/benchmarks.jar PairBenchmark -p subject=tidepool,threadLocalDeque \
 *     -prof gc -prof dev.tidepool.bench.pool.PoolProfiler
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.pool.VirtualThreadDriver
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.pool.PoolReport --quick
 * </pre>
 */
@NullMarked
package dev.tidepool.bench.pool;

import org.jspecify.annotations.NullMarked;
