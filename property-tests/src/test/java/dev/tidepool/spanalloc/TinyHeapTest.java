// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidepool.matrix.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Java heap has no room for leaves the allocator as it was, whichever object it is. */
@Timeout(300)
class TinyHeapTest {

    @ParameterizedTest
    @ValueSource(strings = "BALANCED")
    void aFullJavaHeapLosesNothing(String profile) throws Exception {
        ChildJvm.Result result = ChildJvm.run(List.of("-Xmx8m", "-XX:+UseSerialGC",
                "-XX:-UseTLAB", ChildJvm.GRANT), TinyHeapChild.class, profile);
        assertEquals(0, result.status(), result::toString);
        assertEquals(1, result.count("done"), result::toString);
    }
}
