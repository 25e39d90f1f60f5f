// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which class, and how to make, use, reset and dispose of its objects.
 *
 * @param type the class by its name
 * @param factory null for the public constructor
 * @param script a source file with a {@code Supplier}, instead of {@code factory}
 * @param arguments for the constructor or the factory
 * @param undisposed leave fresh objects to the collector whatever they hold
 */
record Request(
        String type,
        @Nullable Call factory,
        @Nullable Path script,
        List<String> arguments,
        @Nullable Call use,
        @Nullable Call reset,
        @Nullable Call dispose,
        boolean undisposed) {

    /** {@return a class made by its constructor without arguments} */
    static Request of(String type) {
        return new Request(type, null, null, List.of(), null, null, null, false);
    }

    Request withFactory(String call) throws AdviseFailure {
        return new Request(
                type, Call.parse(call), script, arguments, use, reset, dispose, undisposed);
    }

    Request withScript(Path file) {
        return new Request(type, factory, file, arguments, use, reset, dispose, undisposed);
    }

    Request withArguments(String list) throws AdviseFailure {
        return new Request(
                type, factory, script, Call.arguments(list), use, reset, dispose, undisposed);
    }

    Request withUse(String call) throws AdviseFailure {
        return new Request(
                type, factory, script, arguments, Call.parse(call), reset, dispose, undisposed);
    }

    Request withReset(String call) throws AdviseFailure {
        return new Request(
                type, factory, script, arguments, use, Call.parse(call), dispose, undisposed);
    }

    /** {@return with a method that ends the object's life; {@code none} for none at all} */
    Request withDispose(String call) throws AdviseFailure {
        boolean none = call.equals("none");
        return new Request(
                type, factory, script, arguments, use, reset, none ? null : Call.parse(call), none);
    }
}
