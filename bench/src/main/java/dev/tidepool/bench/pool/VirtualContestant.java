// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Statistics;
import dev.tidepool.bench.VirtualRun;
import java.util.ArrayList;
import java.util.List;

/** A subject on virtual threads, and what its repetitions measured. */
final class VirtualContestant {

    private final String name;
    private final Subject<Object> subject;
    private final List<Double> nanos = new ArrayList<>();
    private final List<Double> nanosAboveEmpty = new ArrayList<>();
    private final List<Double> bytesAboveEmpty = new ArrayList<>();
    private long madeBefore;
    private long mostRetained;

    @SuppressWarnings("unchecked") // A subject gets back what it handed out, nothing else.
    VirtualContestant(String name, int capacity) {
        this.name = name;
        this.subject = (Subject<Object>) Subjects.open(name, capacity);
    }

    /** What each virtual thread does; the yield is the workload. */
    @SuppressWarnings("ThreadPriorityCheck")
    void task() {
        Object object = subject.get();
        // Nothing more is needed to keep it: the call above has too many targets to be inlined.
        ((Payload) object).touched++;
        Thread.yield();
        subject.put(object);
    }

    void add(VirtualRun empty, VirtualRun run) {
        nanos.add(run.nanos());
        nanosAboveEmpty.add(run.nanos() - empty.nanos());
        bytesAboveEmpty.add(run.bytes() - empty.bytes());
        mostRetained = Math.max(mostRetained, subject.retained());
    }

    /** Ends the warm-up. */
    void forget() {
        nanos.clear();
        nanosAboveEmpty.clear();
        bytesAboveEmpty.clear();
        madeBefore = subject.made();
        mostRetained = 0;
    }

    VirtualResult result(int tasks, int inFlight) {
        long made = subject.made();
        double gets = (double) tasks * nanos.size();
        double hitRate =
                made == Subject.UNKNOWN ? Double.NaN : 100 * (1 - (made - madeBefore) / gets);
        return new VirtualResult(
                name,
                tasks,
                inFlight,
                nanos.size(),
                Statistics.median(nanos),
                Statistics.median(nanosAboveEmpty),
                Statistics.median(bytesAboveEmpty),
                hitRate,
                mostRetained);
    }

    void close() {
        subject.close();
    }
}
