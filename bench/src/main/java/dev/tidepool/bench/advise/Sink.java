// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

/**
 * Takes values out of the compiler's sight. The child JVMs tell the compiler to treat these methods
 * as black holes: what goes in is alive, an object that goes in has escaped, and neither costs a
 * store.
 */
public final class Sink {

    private Sink() {}

    public static void consume(Object value) {}

    public static void consume(boolean value) {}

    public static void consume(int value) {}

    public static void consume(long value) {}

    public static void consume(double value) {}
}
