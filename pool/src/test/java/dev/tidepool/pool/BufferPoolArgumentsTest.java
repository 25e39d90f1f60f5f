// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments of the factories and options that make no sense are refused at once. */
@Timeout(60)
class BufferPoolArgumentsTest {
    private static final IntFunction<byte[]> ALLOCATE = byte[]::new;
    private static final ToIntFunction<byte[]> CAPACITY = array -> array.length;

    @Test
    void functionsThatAreNullAreRefused() {
        IntFunction<byte[]> noAllocate = null;
        ToIntFunction<byte[]> noCapacity = null;
        assertThrows(NullPointerException.class, () -> BufferPool.of(noAllocate, CAPACITY));
        assertThrows(NullPointerException.class, () -> BufferPool.of(ALLOCATE, noCapacity));
        assertThrows(NullPointerException.class, () -> BufferPool.builder(noAllocate, CAPACITY));
        assertThrows(NullPointerException.class, () -> BufferPool.builder(ALLOCATE, noCapacity));
    }

    @Test
    void optionsThatAreNullAreRefused() {
        var builder = BufferPool.byteArrayBuilder();
        Consumer<byte[]> none = null;
        assertThrows(NullPointerException.class, () -> builder.name(null));
        assertThrows(NullPointerException.class, () -> builder.reset(none));
        assertThrows(NullPointerException.class, () -> builder.onEvict(none));
        assertThrows(NullPointerException.class, () -> builder.tide(null));
        assertThrows(NullPointerException.class, () -> builder.checks(null));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void aNegativeBoundIsRefused(long bytes) {
        var builder = BufferPool.heapBufferBuilder();
        var refusal = assertThrows(IllegalArgumentException.class,
                () -> builder.maxRetainedBytes(bytes));
        assertTrue(refusal.getMessage().contains(Long.toString(bytes)));
    }

    @ParameterizedTest
    @EnumSource
    void aBuilderBuildsPoolsThatShareNothing(BufferKind buffers) {
        var builder = buffers.builder().tide(Tide.manual());
        BufferPool<Object> one = builder.build();
        BufferPool<Object> other = builder.build();
        Object buffer = one.get(64);
        one.put(buffer);
        assertNotSame(buffer, other.get(64));
        other.close();
        assertSame(buffer, one.get(64));
    }

    @ParameterizedTest
    @EnumSource
    void anOptionSetAfterBuildDoesNotReachThePool(BufferKind buffers) {
        var builder = buffers.builder().tide(Tide.manual());
        BufferPool<Object> pool = builder.build();
        builder.maxRetainedBytes(0);
        Object buffer = pool.get(64);
        pool.put(buffer);
        assertSame(buffer, pool.get(64));
    }

    @Test
    void thePropertyForChecksMustBeAKnownWord() {
        System.setProperty(Checks.PROPERTY, "some");
        try {
            var builder = BufferPool.byteArrayBuilder();
            assertThrows(IllegalArgumentException.class, builder::build);
            assertThrows(IllegalArgumentException.class, BufferPool::directBuffers);
            builder.checks(Checks.LEAKS).build();
        } finally {
            System.clearProperty(Checks.PROPERTY);
        }
    }

    @Test
    void poolsWithDefaultOptionsHandOutAndKeep() {
        BufferPool<byte[]> arrays = BufferPool.byteArrays();
        byte[] array = arrays.get(100);
        arrays.put(array);
        assertSame(array, arrays.get(100));
        for (BufferPool<ByteBuffer> pool : List.of(BufferPool.heapBuffers(),
                BufferPool.directBuffers())) {
            ByteBuffer bytes = pool.get(100);
            pool.put(bytes);
            assertSame(bytes, pool.get(100));
            pool.close();
        }
        arrays.close();
    }

    @Test
    void theDefaultBoundIsAnEighthOfTheHeap() {
        long bound = Runtime.getRuntime().maxMemory() / 8;
        record Fake(int capacity) {
        }
        BufferPool<Fake> pool = BufferPool.builder(Fake::new, Fake::capacity)
                .tide(Tide.manual()).build();
        int mega = 1 << 20;
        for (long i = 0; i < bound / mega + 10; i++) {
            pool.put(new Fake(mega));
        }
        long bytes = BufferStats.retainedBytes(pool);
        assertTrue(bytes <= bound && bytes > bound - 2L * mega, () -> bytes + " of " + bound);
        assertEquals(bound + 1 > Integer.MAX_VALUE ? 1 << 30 : (int) bound + 1,
                pool.get(bound + 1 > Integer.MAX_VALUE ? 1 << 30 : (int) bound + 1).capacity());
    }
}
