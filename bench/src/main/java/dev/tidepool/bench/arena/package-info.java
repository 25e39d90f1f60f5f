// SPDX-License-Identifier: Apache-2.0
/**
 * What a lifetime of off-heap memory costs: Tidepool's arenas and leases, the JDK's arenas, and
 * malloc, which has no lifetimes.
 *
 * <p>A {@link dev.tidepool.bench.arena.Subject} is one of them under test. A fork of JMH runs one
 * subject only, held in a constant ({@link dev.tidepool.bench.arena.Contestant}). Each is measured
 * twice: where the compiler sees all of a lifetime and can do without its objects, and with a call
 * in between that is not inlined, as in a program of some size
 * ({@link dev.tidepool.bench.arena.Crossing}).
 *
 * <p>{@link dev.tidepool.bench.arena.ArenaReport} runs the rows of the speed table,
 * {@link dev.tidepool.bench.arena.CloseLatency} times single closes. Single benchmarks run by JMH's
 * own main class; garbage shows with the profiler:
 *
 * <pre>
 * java -jar bench/target/benchmarks.jar ConfinedBenchmark -p subject=tidepool,jdk -prof gc
 * java -cp bench/target/benchmarks.jar dev.tidepool.bench.arena.ArenaReport --quick
 * </pre>
 */
@NullMarked
package dev.tidepool.bench.arena;

import org.jspecify.annotations.NullMarked;
