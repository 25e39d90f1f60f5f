// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snippets of the documentation, which its markup takes from here. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SnippetsTest {

    // @start region="pair"
    private static final Pool<StringBuilder> BUILDERS =
            Pool.builder(() -> new StringBuilder(4096))
                    .reset(builder -> builder.setLength(0))
                    .build();

    static String greet(String name) {
        StringBuilder builder = BUILDERS.get();
        String text = builder.append("Hello, ").append(name).toString();
        BUILDERS.put(builder);
        return text;
    }
    // @end

    // @start region="lease"
    static String greetInScope(String name) {
        try (var lease = BUILDERS.lease()) {
            return lease.get().append("Hello, ").append(name).toString();
        }
    }
    // @end

    // @start region="builder"
    private static final Pool<Deflater> DEFLATERS = Pool.builder(Deflater::new)
            .name("deflaters")
            .reset(Deflater::reset)
            .onEvict(Deflater::end) // frees what the collector does not see
            .maxRetained(64)
            .build();
    // @end

    @Test
    void aPairServesTheSameTextAsALease() {
        assertEquals("Hello, tide", greet("tide"));
        assertEquals("Hello, tide", greetInScope("tide"));
        assertEquals("Hello, tide", greet("tide"));
    }

    @Test
    void aBuilderTakesEveryOption() {
        Deflater deflater = DEFLATERS.get();
        deflater.setInput(new byte[100]);
        deflater.finish();
        assertTrue(deflater.deflate(new byte[100]) > 0);
        DEFLATERS.put(deflater);
        assertEquals("deflaters", DEFLATERS.stats().name());
    }
}
