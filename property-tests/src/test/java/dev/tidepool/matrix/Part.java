// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import java.util.SplittableRandom;

/**
 * One part of the work of {@link MatrixChild}.
 *
 * @param name what it is called in the output
 * @param kind what it needs
 * @param work what it does
 */
public record Part(String name, Kind kind, Work work) {

    /** What a part needs of the JVM it runs in. */
    public enum Kind {
        /** Nothing, and it is short enough to be compiled before its first call. */
        MACHINE,
        /** As above, but the test itself makes segments of bare addresses. */
        NATIVE_MACHINE,
        /** Time. */
        HISTORY,
        /** Time, and the test itself makes segments of bare addresses. */
        NATIVE_HISTORY,
        /** A collector that collects. */
        COLLECTED;

        boolean isMachine() {
            return this == MACHINE || this == NATIVE_MACHINE;
        }

        boolean isNative() {
            return this == NATIVE_MACHINE || this == NATIVE_HISTORY;
        }
    }

    /** Fixed work: operations are counted, never timed. */
    @FunctionalInterface
    public interface Work {

        /**
         * Does it.
         *
         * @param random where all its choices come from
         * @param jvm what the JVM can do
         * @return a figure for the report
         * @throws Exception if something does not hold
         */
        String run(SplittableRandom random, Jvm jvm) throws Exception;
    }

    /**
     * The JVM that the work runs in.
     *
     * @param nativeAccess whether native access is permitted
     * @param collects whether {@link System#gc} collects
     * @param scale how often each history is repeated
     */
    public record Jvm(boolean nativeAccess, boolean collects, int scale) {
    }
}
