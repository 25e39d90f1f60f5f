// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import org.openjdk.jmh.infra.Blackhole;

/**
 * One way to get memory for a lifetime. The implementations are records because the compiler trusts
 * a record's fields: a subject in a constant costs nothing over a direct call of what is inside.
 */
interface Subject extends AutoCloseable {

    /** Of every block; what malloc and the JDK give without being asked. */
    long ALIGNMENT = 8;

    String name();

    /** A lifetime from begin to end, with blocks that are touched: all in one method's sight. */
    void inlined(long size, int count, Blackhole hole);

    /** The same, with the blocks allocated by a method that the compiler knows nothing about. */
    void escaping(long size, int count, Blackhole hole);

    @Override
    default void close() {}
}
