// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import dev.tidepool.pool.Checks;
import dev.tidepool.pool.LeakReport;
import dev.tidepool.pool.Pool;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A pool cannot see that an object was put twice, used after it was put, or never put back; with
 * checks it can, and says where. They cost a lock and a stack trace a use, so they are for tests
 * and for the hunt: {@code -Ddev.tidepool.pool.checks=ALL} turns them on for a program as it is.
 *
 * <p>The faults below are made on purpose.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example08_FindLeaksAndDoublePuts
 * </pre>
 */
public final class Example08_FindLeaksAndDoublePuts {

    private static final int PATIENCE = 100;

    private final List<LeakReport> leaks = new ArrayList<>();
    private final Pool<byte[]> pool =
            Pool.builder(() -> new byte[64])
                    .name("packets")
                    .checks(Checks.ALL)
                    .onLeak(leaks::add)
                    .build();

    private Example08_FindLeaksAndDoublePuts() {}

    public static void main(String[] args) {
        run(System.out, 3);
    }

    // ---- the faults

    private void putTwice() {
        byte[] packet = pool.get();
        pool.put(packet);
        pool.put(packet); // two owners from here on, without checks
    }

    private void useAfterPut() {
        byte[] packet = pool.get();
        pool.put(packet);
        packet[0] = 42; // somebody else's packet, without checks
        pool.get();
    }

    private void putWhileLeased() {
        try (var lease = pool.lease()) {
            pool.put(lease.get()); // the end of the block puts it, too
        }
    }

    private void forget(int packets) {
        for (int i = 0; i < packets; i++) {
            pool.get();
        }
    }

    // ---- what is found

    static void run(PrintStream out, int forgotten) {
        Logger.getLogger("dev.tidepool.pool").setLevel(Level.OFF); // shown here instead
        Example08_FindLeaksAndDoublePuts faults = new Example08_FindLeaksAndDoublePuts();
        show(out, "put twice", faults::putTwice);
        show(out, "used after put", faults::useAfterPut);
        show(out, "put while leased", faults::putWhileLeased);
        faults.forget(forgotten);
        faults.findLeaks();
        for (LeakReport leak : faults.leaks) {
            out.printf("# never put back%npool %s lost objects that were got at %s%n%n",
                    leak.pool(), leak.stack().getFirst());
        }
    }

    private static void show(PrintStream out, String fault, Runnable code) {
        try {
            code.run();
            throw new AssertionError("not found: " + fault);
        } catch (IllegalStateException e) {
            out.printf("# %s%n%s%n%n", fault, e.getMessage());
        }
    }

    /** A leak is known once the collector has found the object; the next use of the pool tells. */
    private void findLeaks() {
        for (int i = 0; i < PATIENCE && leaks.isEmpty(); i++) {
            System.gc();
            pool.put(pool.get());
        }
    }
}
