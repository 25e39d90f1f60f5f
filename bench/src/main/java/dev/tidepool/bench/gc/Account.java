// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Linux' scheduler says of threads.
 *
 * @param ranNanos on a processor
 * @param waitedNanos ready to run, while the machine ran something else; where this is much, the
 *     machine is busy and long latencies are not the collector's
 */
record Account(long ranNanos, long waitedNanos) {

    /** For systems that do not tell. */
    static final Account UNKNOWN = new Account(-1, 0);

    private static final Account NOTHING = new Account(0, 0);

    /** Names of the threads that collect, as the kernel shows them, cut to 15 characters. */
    private static final List<String> COLLECT = List.of(
            "VM Thread", "GC Thread#", "ParGC Thread#", "G1 ", "ZWorker", "ZDriver", "ZDirector",
            "ZStat", "ZUncommitter", "ZUnmapper", "XWorker", "Shenandoah");

    /** {@return the calling thread's} */
    static Account ofThisThread() {
        try {
            return of(Path.of("/proc/thread-self"));
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN; // Not Linux.
        }
    }

    /**
     * {@return that of the threads that collect} The thread that runs VM operations counts as one
     * of them: Serial collects in it, and it does little else.
     */
    static Account ofCollector() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            Account all = NOTHING;
            for (Path task : tasks.toList()) {
                all = collects(Files.readString(task.resolve("comm"))) ? all.plus(of(task)) : all;
            }
            return all;
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN; // Not Linux, or a thread ended while it was looked at.
        }
    }

    static boolean collects(String name) {
        return COLLECT.stream().anyMatch(name::startsWith);
    }

    private static Account of(Path task) throws IOException {
        String[] numbers = Files.readString(task.resolve("schedstat")).strip().split(" ", -1);
        if (numbers.length < 2) {
            throw new IOException("the scheduler keeps no accounts");
        }
        return new Account(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    }

    boolean known() {
        return ranNanos >= 0;
    }

    private Account plus(Account other) {
        return new Account(ranNanos + other.ranNanos, waitedNanos + other.waitedNanos);
    }

    /** {@return what happened since the earlier one} */
    Account since(Account earlier) {
        return known() && earlier.known()
                ? new Account(ranNanos - earlier.ranNanos, waitedNanos - earlier.waitedNanos)
                : UNKNOWN;
    }
}
