// SPDX-License-Identifier: Apache-2.0
/**
 * Compares reuse with fresh allocation under the collectors of the JVM: {@code gc-compare}.
 *
 * <p>Each figure is of a JVM of its own, started for one collector, workload and variant
 * ({@link dev.tidepool.bench.gc.Child}). Rounds are interleaved, so that a disturbance of the
 * machine meets all alike. A child warms up; runs requests one after the other, for throughput; and
 * then serves a fixed schedule of requests, the same for every collector and variant, for pauses,
 * processor time and latency. The parent reads the pauses out of the child's log of safepoints.
 */
@NullMarked
package dev.tidepool.bench.gc;

import org.jspecify.annotations.NullMarked;
