// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a checked pool was told to watch with.
 *
 * @param fingerprint of an object's contents; null for the default
 * @param onLeak who is told of leaks besides the log; null for nobody
 */
record Watch<T>(@Nullable ToLongFunction<? super T> fingerprint,
        @Nullable Consumer<LeakReport> onLeak) {

    long print(T object) {
        return fingerprint != null ? fingerprint.applyAsLong(object) : defaultPrint(object);
    }

    private static long defaultPrint(Object object) {
        return switch (object) {
            case byte[] a -> Arrays.hashCode(a);
            case char[] a -> Arrays.hashCode(a);
            case short[] a -> Arrays.hashCode(a);
            case int[] a -> Arrays.hashCode(a);
            case long[] a -> Arrays.hashCode(a);
            case float[] a -> Arrays.hashCode(a);
            case double[] a -> Arrays.hashCode(a);
            case boolean[] a -> Arrays.hashCode(a);
            case ByteBuffer b -> 31L * (31L * b.duplicate().clear().hashCode() + b.position())
                    + b.limit();
            case StringBuilder b -> b.toString().hashCode();
            default -> 0;
        };
    }

    void tell(LeakReport report) {
        if (onLeak == null) {
            return;
        }
        try {
            onLeak.accept(report);
        } catch (Throwable e) {
            Hooks.logFailure("the leak listener of pool " + report.pool() + " failed", e);
        }
    }
}
