// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Runs Lincheck's model checker: it tries interleavings of short scenarios, switching threads at
 * shared accesses. Scenarios are random from a fixed seed. Nothing runs before or after the
 * parallel part: that could empty a structure, and then a broken one passes.
 */
public final class Interleavings {

    private static final int INVOCATIONS = 100;
    private static final int ENOUGH = 50;

    private Interleavings() {
    }

    /** The more operations each of the two threads does, the more interleavings are left out. */
    private static ModelCheckingOptions options(int scenarios, int operationsEach) {
        return new ModelCheckingOptions().iterations(scenarios).invocationsPerIteration(INVOCATIONS)
                .threads(2).actorsPerThread(operationsEach).actorsBefore(0).actorsAfter(0)
                .minimizeFailedScenario(false);
    }

    /** No interleaving of the operations of this class throws or fails its validation. */
    public static void assertSafe(Class<?> operations, int scenarios, int operationsEach) {
        options(scenarios, operationsEach).check(operations);
    }

    /** The negative control: this checker finds the fault of a broken twin, and names it. */
    public static void assertFound(String fault, Class<?> brokenOperations, int operationsEach) {
        var found = assertThrows(LincheckAssertionError.class,
                () -> options(ENOUGH, operationsEach).check(brokenOperations));
        assertTrue(found.getMessage().contains(fault),
                () -> "another fault than expected: " + found.getMessage());
    }
}
