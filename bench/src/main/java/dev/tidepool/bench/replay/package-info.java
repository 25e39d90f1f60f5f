// SPDX-License-Identifier: Apache-2.0
/**
 * What do the allocators cost under <em>your</em> workload? A trace is a text of allocations and
 * frees ({@code docs/traces.md}), recorded by {@link dev.tidepool.bench.replay.TraceRecorder},
 * converted from a flight recording, or made up from a seed.
 *
 * <p>The way of a trace: {@link dev.tidepool.bench.replay.TraceReader} checks each line, {@link
 * dev.tidepool.bench.replay.TraceCompiler} checks what the lines say together and gives each live
 * block a place, {@link dev.tidepool.bench.replay.CompiledTrace} is the result in a file of 16
 * bytes for each event. {@link dev.tidepool.bench.replay.ReplayChild} replays it on one {@link
 * dev.tidepool.bench.replay.Contender} in a JVM of its own.
 */
@NullMarked
package dev.tidepool.bench.replay;

import org.jspecify.annotations.NullMarked;
