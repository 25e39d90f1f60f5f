// SPDX-License-Identifier: Apache-2.0
/**
 * What an off-heap allocator costs, and what it holds: Tidepool, the C libraries' malloc, Netty's
 * direct buffers and the JDK's arenas under the same workloads.
 *
 * <p>A {@link dev.tidepool.bench.span.Subject} is one allocator under test. A fork of JMH runs one
 * subject only, held in a constant ({@link dev.tidepool.bench.span.Contestant}), so that every call
 * is bound as it is in a program that keeps its allocator in a static final field.
 *
 * <p>{@link dev.tidepool.bench.span.SpanReport} runs the rows of the speed table,
 * {@link dev.tidepool.bench.span.NativeBaseline} the same loops from C, and
 * {@link dev.tidepool.bench.span.Workloads} programs with threads, memory and contents in view.
 * Single benchmarks run by JMH's own main class; garbage shows with the profiler:
 *
 * <pre>
 * java -jar bench/target/benchmarks.jar span.PairBenchmark -p allocator=tidepool,glibc -prof gc
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.span.SpanReport --quick
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.span.Workloads all --quick
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.span.Workloads W2 W5 --latency
 * </pre>
 */
@NullMarked
package dev.tidepool.bench.span;

import org.jspecify.annotations.NullMarked;
