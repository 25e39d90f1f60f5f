// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Where faults are reported, plants asked for, tokens given out, and dice thrown. */
final class Desk {

    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final Plant plant;
    private final AtomicReference<SoakFault> first = new AtomicReference<>();
    private final AtomicLong tokens = new AtomicLong();
    private final AtomicLong throwsOfDice;
    private final AtomicLong chances = new AtomicLong();

    Desk(long seed, Plant plant) {
        this.plant = plant;
        this.throwsOfDice = new AtomicLong(seed);
    }

    /** {@return a number that nobody else has; never 0} */
    long token() {
        return tokens.incrementAndGet();
    }

    /** Chance for what runs on any thread, such as hooks. */
    boolean oneIn(int n) {
        long z = throwsOfDice.addAndGet(0x9E37_79B9_7F4A_7C15L);
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return Long.remainderUnsigned(z ^ (z >>> 31), n) == 0;
    }

    /** {@return whether the fault is planted and due: each so many times it is asked for} */
    boolean strikes(Plant asked) {
        return plant == asked && chances.incrementAndGet() % asked.each() == 0;
    }

    SoakFault first() {
        return first.get();
    }

    boolean hasFailed() {
        return first.get() != null;
    }

    /** Takes down what nobody expected. */
    void record(Throwable thrown) {
        first.compareAndSet(null, thrown instanceof SoakFault fault ? fault
                : new SoakFault("unexpected exception", thrown.toString(), thrown));
    }

    SoakFault fault(String check, String format, Object... numbers) {
        var fault = new SoakFault(check, format.formatted(numbers), null);
        record(fault);
        return fault;
    }

    void require(boolean holds, String check, Supplier<String> numbers) {
        if (!holds) {
            throw fault(check, "%s", numbers.get());
        }
    }

    void equal(long expected, long actual, String check, Supplier<?> numbers) {
        if (expected != actual) {
            throw fault(check, "%d expected, %d found (%+d): %s", expected, actual,
                    actual - expected, numbers.get());
        }
    }

    /** Waits for what threads of the libraries bring about. */
    void await(BooleanSupplier condition, String check, Supplier<?> numbers) {
        long start = System.nanoTime();
        for (int i = 1; !condition.getAsBoolean(); i++) {
            if (System.nanoTime() - start > (hasFailed() ? 0 : PATIENCE_NANOS)) {
                throw fault(check, "not within %d s: %s", PATIENCE_NANOS / 1_000_000_000L,
                        numbers.get());
            }
            if (i % 16 == 0) {
                System.gc();
            }
            LockSupport.parkNanos(1_000_000);
            Thread.interrupted();
        }
    }

    /** Checks an invariant that a library's own thread may disturb for a moment. */
    void settled(Runnable invariant, String check) {
        RuntimeException last = null;
        for (int i = 0; i < 40; i++) {
            try {
                invariant.run();
                return;
            } catch (IllegalStateException e) {
                last = e;
                LockSupport.parkNanos(5_000_000);
            }
        }
        var fault = new SoakFault(check, String.valueOf(last.getMessage()), last);
        record(fault);
        throw fault;
    }
}
