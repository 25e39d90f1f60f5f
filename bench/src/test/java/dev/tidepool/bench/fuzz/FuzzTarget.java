// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.fuzz;

import java.io.IOException;

/** A part of the program that takes any bytes, and what it promises about them. */
@FunctionalInterface
public interface FuzzTarget {

    /**
     * Runs an input. What is refused as documented is no failure; whatever is thrown is one.
     *
     * @throws IOException as the target may
     */
    void run(byte[] input) throws IOException;
}
