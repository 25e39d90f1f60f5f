// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pool of buffers that checks tells its users. */
@Timeout(60)
@ParameterizedClass(name = "{1} on a {0} thread")
@MethodSource("dev.tidepool.pool.BufferPoolChecksTest#threads")
class BufferPoolChecksTest extends ThreadedTest {

    @Parameter(1)
    BufferKind buffers;

    private final Tide tide = Tide.manual();
    private final BufferRecorder recorder = new BufferRecorder();
    private BufferPool<Object> pool;

    static Stream<Arguments> threads() {
        return onEveryThread((Object[]) BufferKind.values());
    }

    private BufferPool<Object> pool() {
        if (pool == null) {
            pool = builder().build();
        }
        return pool;
    }

    private BufferPoolBuilder<Object> builder() {
        return BufferFlavour.CHECKED.builder(buffers, recorder).tide(tide);
    }

    @AfterEach
    void theAccountsBalance() {
        BufferStats.assertBalanced(pool(), recorder);
    }

    @Test
    void aSecondPutOfABufferIsRefused() {
        Object buffer = pool().get(64);
        pool().put(buffer);
        var refusal = assertThrows(IllegalStateException.class, () -> pool().put(buffer));
        assertTrue(refusal.getMessage().contains(getClass().getSimpleName()),
                () -> "it says where it was put: " + refusal);
        assertSame(buffer, pool().get(64));
        assertNotSame(buffer, pool().get(64));
    }

    @Test
    void ofTwoThreadsThatPutOneBufferOneIsRefused() throws Throwable {
        pool();
        for (int round = 0; round < 50; round++) {
            Object buffer = pool().get(64);
            var refused = new AtomicInteger();
            Race.run(kind, 2, i -> {
                try {
                    pool().put(buffer);
                } catch (IllegalStateException e) {
                    refused.incrementAndGet();
                }
            });
            assertEquals(1, refused.get());
            assertSame(buffer, pool().get(64));
        }
    }

    @Test
    void aBufferThatIsChangedAfterItWasPutIsNotHandedOut() {
        if (buffers == BufferKind.SEGMENTS) {
            return; // has no fingerprint
        }
        Object buffer = pool().get(64);
        if (buffer instanceof ByteBuffer bytes) {
            bytes.limit(3).position(3); // what is beyond counts as well
        }
        pool().put(buffer);
        BufferKind.memory(buffer).asSlice(60).fill((byte) 7);
        assertThrows(IllegalStateException.class, () -> pool().get(64));
        assertTrue(recorder.hasEvicted(buffer));
        assertNotSame(buffer, pool().get(64));
    }

    @Test
    void aBufferThatIsHeldByALeaseCannotBePut() {
        try (Lease<Object> lease = pool().lease(64)) {
            Object buffer = lease.get();
            assertThrows(IllegalStateException.class, () -> pool().put(buffer));
        }
        assertEquals(1, BufferStats.retained(pool()));
    }

    @Test
    void buffersOfOtherKindsAreDroppedByACheckedPoolToo() {
        pool().put(buffers.make(1001));
        assertEquals(1, BufferStats.unpooled(pool()).dropped());
        pool().put(buffers.make(1024));
        assertEquals(buffers.keepsForeign() ? 1 : 0, BufferStats.retained(pool()));
    }

    @Test
    void correctUseIsNeverReported() throws Throwable {
        pool();
        Race.run(kind, 4, i -> {
            for (int n = 0; n < 2_000; n++) {
                Object buffer = pool().get(1 + n * 7 % 300);
                if (buffer instanceof ByteBuffer bytes) {
                    bytes.position(bytes.limit()).order(ByteOrder.LITTLE_ENDIAN);
                }
                BufferKind.stamp(buffer, (byte) n);
                pool().put(buffer);
                if (n % 500 == 0) {
                    tide.tick();
                }
            }
        });
    }

    @Test
    void zeroingIsNoChangeAfterThePut() {
        pool = builder().zeroOnPut().build();
        for (int i = 0; i < 10; i++) {
            Object buffer = pool.get(100);
            assertTrue(BufferKind.isStamped(buffer, (byte) 0));
            BufferKind.stamp(buffer, (byte) 9);
            pool.put(buffer);
        }
        assertEquals(9, BufferStats.hits(pool));
    }

    @Test
    void aDoublePutIsFoundWhenTheChecksComeFromTheProperty() {
        System.setProperty(Checks.PROPERTY, "misuse");
        try {
            pool = builder().checks(Checks.OFF).build();
        } finally {
            System.clearProperty(Checks.PROPERTY);
        }
        Object buffer = pool.get(64);
        pool.put(buffer);
        assertThrows(IllegalStateException.class, () -> pool.put(buffer));
    }
}
