// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.function.Executable;

/**
 * Runs Lincheck: its model checker tries interleavings of short scenarios, its stress mode lets the
 * threads run. Nothing runs before or after the parallel part: that could empty a structure, and
 * then a broken one passes.
 */
final class Schedules {

    private static final int ENOUGH = 50;

    private Schedules() {
    }

    /** Of one operation on each thread all interleavings with up to four switches. */
    static void assertSafeThoroughly(Class<?> operations) {
        model(2, 1, 1).invocationsPerIteration(2000).check(operations);
    }

    private static ModelCheckingOptions model(int threads, int scenarios, int operationsEach) {
        return new ModelCheckingOptions().iterations(scenarios).invocationsPerIteration(100)
                .threads(threads).actorsPerThread(operationsEach).actorsBefore(0).actorsAfter(0)
                .minimizeFailedScenario(false);
    }

    private static StressOptions stress(int threads, int scenarios, int operationsEach) {
        return new StressOptions().iterations(scenarios).invocationsPerIteration(500)
                .threads(threads).actorsPerThread(operationsEach).actorsBefore(0).actorsAfter(0)
                .minimizeFailedScenario(false);
    }

    /** No interleaving of the operations of this class throws or fails its validation. */
    static void assertSafe(Class<?> operations, int threads, int scenarios, int operationsEach) {
        model(threads, scenarios, operationsEach).check(operations);
    }

    /** The same, with threads that run freely. */
    static void assertEndures(Class<?> operations, int threads, int operationsEach) {
        stress(threads, 3, operationsEach).check(operations);
    }

    /** The negative control: this checker finds the fault of a broken twin, and names it. */
    static void assertFound(String fault, Class<?> brokenOperations, int threads,
            int operationsEach) {
        assertFails(fault, () -> model(threads, ENOUGH, operationsEach).check(brokenOperations));
    }

    /** The same, with threads that run freely. */
    static void assertFoundRunning(String fault, Class<?> brokenOperations, int threads,
            int operationsEach) {
        assertFails(fault, () -> stress(threads, ENOUGH, operationsEach).check(brokenOperations));
    }

    private static void assertFails(String fault, Executable check) {
        var found = assertThrows(LincheckAssertionError.class, check);
        assertTrue(found.getMessage().contains(fault),
                () -> "another fault than expected: " + found.getMessage());
    }
}
