// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.Arguments;

/** Tests whose bodies run once on a platform thread and once on a virtual one. */
@ExtendWith(OnThread.class)
abstract class ThreadedTest {

    @Parameter(0)
    ThreadKind kind;

    /** Each kind of thread with each of the values. */
    static Stream<Arguments> onEveryThread(Object... values) {
        return Arrays.stream(ThreadKind.values())
                .flatMap(kind -> Arrays.stream(values).map(value -> Arguments.of(kind, value)));
    }
}
