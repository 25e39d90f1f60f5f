// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import dev.tidepool.arena.ArenaPool;
import dev.tidepool.pool.Pool;
import dev.tidepool.spanalloc.SpanAllocator;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jctools.queues.MpmcArrayQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;

/** Where the modules lie: folders in the middle of a build, jars at its end. */
final class Places {

    private Places() {
    }

    /** {@return the libraries, and what they need} */
    static String modulePath() {
        return Stream.of(Pool.class, SpanAllocator.class, ArenaPool.class, MpmcArrayQueue.class,
                        MpmcVarHandleArrayQueue.class)
                .map(Places::of).collect(Collectors.joining(File.pathSeparator));
    }

    /** {@return whether each library is a module where it lies} */
    static boolean areModules() {
        return Stream.of(Pool.class, SpanAllocator.class, ArenaPool.class).map(Places::of)
                .map(Path::of).allMatch(place -> Files.isRegularFile(place)
                        || Files.exists(place.resolve("module-info.class")));
    }

    /** {@return the tests} */
    static String tests() {
        return of(Places.class);
    }

    static String of(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
