// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A class under advice as expressions and statements of Java; in the statements {@code o} is the
 * object, and an empty one does nothing.
 *
 * @param type erased, as it stands in a source file
 * @param script a source file with the factory, compiled together with the drivers
 * @param prelude static fields that {@code make} needs
 * @param make makes an object
 * @param use what an owner does with it
 * @param reset makes a used object as good as new
 * @param dispose what a fresh object needs at its end; a pool calls it when it lets go
 * @param immutable why there is nothing to reset, or null if the class can change
 * @param closers the methods that look as if they dispose of the object
 */
record Target(
        String type,
        @Nullable Path script,
        String prelude,
        String make,
        String use,
        String reset,
        String dispose,
        @Nullable String immutable,
        String closers) {

    /** {@return an object that needs no inspection: the advisor's own} */
    static Target synthetic(String type, String make, String use, String reset) {
        return new Target(type, null, "", make, use, reset, "", null, "");
    }

    boolean hasUse() {
        return !use.isEmpty();
    }

    boolean hasReset() {
        return !reset.isEmpty();
    }

    boolean hasDispose() {
        return !dispose.isEmpty();
    }
}
