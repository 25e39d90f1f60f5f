// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

import dev.tidepool.bench.pool.PoolProfiler;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The one subject of this JVM, as a constant to the compiler. It is chosen before the first use, by
 * the benchmark's set-up; a fork has one set of parameters and therefore one subject.
 */
final class Contestant {

    private static String chosen = "";
    private static int chosenCapacity;

    private Contestant() {}

    /** Initialised at the first use, which is after the choice. */
    private static final class Holder {
        static final Subject<Object> SUBJECT = open();

        @SuppressWarnings("unchecked") // A subject gets back what it handed out, nothing else.
        private static Subject<Object> open() {
            return (Subject<Object>) Subjects.open(chosen, chosenCapacity);
        }
    }

    /** Opens the subject and shows it to {@link PoolProfiler}: an operation claims once. */
    static synchronized void choose(String name, int capacity) {
        if (!chosen.isEmpty() && !(chosen.equals(name) && chosenCapacity == capacity)) {
            throw new IllegalStateException(
                    "this JVM runs " + chosen + ", not " + name + ": run with forks (-f 1)");
        }
        chosen = name;
        chosenCapacity = capacity;
        Subject<Object> subject = Holder.SUBJECT;
        PoolProfiler.watch(subject::made, subject::idle, "objects", 1);
    }

    /** {@return what was claimed} No benchmark expects to be refused. */
    static Object claim() throws InterruptedException {
        Object handle = Holder.SUBJECT.claim();
        if (handle == null) {
            throw new IllegalStateException(chosen + " refused a claim, or waited in vain");
        }
        return handle;
    }

    /** Uses what was claimed, so that the compiler can remove nothing. */
    static void touch(Object handle, Blackhole hole) {
        Payload payload = Holder.SUBJECT.payload(handle);
        payload.touched++;
        hole.consume(payload);
    }

    static void release(Object handle) {
        Holder.SUBJECT.release(handle);
    }
}
