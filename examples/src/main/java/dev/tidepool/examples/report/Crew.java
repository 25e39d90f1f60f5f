// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The threads that do the work. One trial at a time. */
sealed interface Crew extends AutoCloseable permits PlatformCrew, VirtualCrew {

    /**
     * Ships chunks until told to stop, and finishes those begun.
     *
     * @param heartbeat is called now and then while the work goes on
     */
    Work work(Trial trial, BooleanSupplier stop, Runnable heartbeat)
            throws ReportFailure, InterruptedException;

    /** The sum of what the workers that still live count, each for itself. */
    long sumOverWorkers(LongSupplier count) throws InterruptedException;

    /** How many threads of which kind. */
    String describe();

    /** Whose allocated bytes {@link Work#allocated} counts. */
    String allocatedBy();

    @Override
    void close();

    /**
     * What was done.
     *
     * @param allocated bytes of heap, or -1 where the JVM does not count them
     */
    record Work(long nanos, long allocated, Meter shipped) {}
}
