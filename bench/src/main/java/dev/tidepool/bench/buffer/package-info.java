// SPDX-License-Identifier: Apache-2.0
/**
 * What a pool of buffers of all sizes costs, and what it keeps: Tidepool's {@code BufferPool}, no
 * pool at all, what people write by hand, and the pools of other libraries.
 *
 * <p>A {@link dev.tidepool.bench.buffer.Subject} is one of them under test. A fork of JMH runs one
 * subject only, held in a constant ({@link dev.tidepool.bench.buffer.Contestant}). Sizes are either
 * fixed or those of {@link dev.tidepool.bench.buffer.Sizes}: as they occur, in random order.
 *
 * <p>{@link dev.tidepool.bench.buffer.BufferReport} runs the rows of the speed table and {@link
 * dev.tidepool.bench.buffer.Retention}, what is kept after a burst and after one huge buffer.
 * Single benchmarks run by JMH's own main class; a time means little without what the two profilers
 * add, bytes per operation and hit rate:
 *
 * <pre>
 * java -jar bench/target/benchmarks.jar buffer.HistogramBenchmark -p subject=tidepool,jetty \
 *     -prof gc -prof dev.tidepool.bench.pool.PoolProfiler
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.buffer.BufferReport --quick
 * </pre>
 */
@NullMarked
package dev.tidepool.bench.buffer;

import org.jspecify.annotations.NullMarked;
