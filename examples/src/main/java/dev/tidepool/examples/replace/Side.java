// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.replace;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A cache before or after the change.
 *
 * @param take gives an encoder
 * @param give takes it back
 * @param loop uses the cache that often. It is code of its own for each cache, so that the JIT
 *     compiles each as if it were the only one
 */
record Side(Supplier<Encoder> take, Consumer<Encoder> give, Loop loop) {

    /** Many uses one after the other. */
    interface Loop {
        long run(int count);
    }
}
