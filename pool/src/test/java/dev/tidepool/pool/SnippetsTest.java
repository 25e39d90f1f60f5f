// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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

    // @start region="buffers"
    private static final BufferPool<byte[]> BUFFERS = BufferPool.byteArrays();

    static long copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = BUFFERS.get(8192); // at least 8192 bytes
        long total = 0;
        for (int n; (n = from.read(buffer)) >= 0; total += n) {
            to.write(buffer, 0, n);
        }
        BUFFERS.put(buffer); // not in a finally block: after a failure the collector has it
        return total;
    }
    // @end

    // @start region="bounded"
    private static final BoundedPool<Connection> CONNECTIONS =
            BoundedPool.builder(Connection::open)
                    .capacity(10) // what the server allows
                    .validate(Connection::isAlive)
                    .expireAfter(Duration.ofMinutes(30))
                    .onEvict(Connection::close)
                    .build();

    static String ask(String question) throws InterruptedException, TimeoutException {
        try (var lease = CONNECTIONS.claim(Duration.ofSeconds(5))) {
            try {
                return lease.get().ask(question);
            } catch (UncheckedIOException e) {
                CONNECTIONS.discard(lease); // broken: the next claim makes another
                throw e;
            }
        }
    }
    // @end

    /** A stand-in. */
    private record Connection(AtomicBoolean closed) {
        static Connection open() {
            return new Connection(new AtomicBoolean());
        }

        boolean isAlive() {
            return !closed.get();
        }

        String ask(String question) {
            if (question.isEmpty()) {
                throw new UncheckedIOException(new IOException("no question"));
            }
            return question + "!";
        }

        void close() {
            closed.set(true);
        }
    }

    @Test
    void aBrokenConnectionIsReplaced() throws Exception {
        assertEquals("tide!", ask("tide"));
        assertThrows(UncheckedIOException.class, () -> ask(""));
        assertEquals(1, CONNECTIONS.stats().dropped());
        assertEquals("tide!", ask("tide"));
        assertEquals(0, CONNECTIONS.leased());
    }

    @Test
    void aCopyThroughAPooledBufferIsComplete() throws IOException {
        byte[] bytes = new byte[20_000];
        Arrays.fill(bytes, (byte) 7);
        var to = new ByteArrayOutputStream();
        assertEquals(bytes.length, copy(new ByteArrayInputStream(bytes), to));
        assertArrayEquals(bytes, to.toByteArray());
    }

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
