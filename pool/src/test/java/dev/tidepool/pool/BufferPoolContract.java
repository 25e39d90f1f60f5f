// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules that hold for every kind and flavour of pool of buffers on every kind of thread. After each
 * test the statistics of its pool must balance, and no buffer may have been evicted twice.
 */
@Timeout(120)
@ParameterizedClass(name = "{2} pool of {1} on a {0} thread")
@MethodSource("dev.tidepool.pool.BufferPoolContract#everyPoolOnEveryThread")
abstract class BufferPoolContract extends ThreadedTest {

    @Parameter(1)
    BufferKind buffers;

    @Parameter(2)
    BufferFlavour flavour;

    final Tide tide = Tide.manual();
    final BufferRecorder recorder = new BufferRecorder();
    private BufferPool<Object> pool;

    static Stream<Arguments> everyPoolOnEveryThread() {
        return Stream.of(ThreadKind.values()).flatMap(kind -> Stream.of(BufferKind.values())
                .flatMap(buffers -> Stream.of(BufferFlavour.values())
                        .map(flavour -> Arguments.of(kind, buffers, flavour))));
    }

    /** The pool of this test, with a bound no test comes near to. */
    final BufferPool<Object> pool() {
        return pool == null ? pool(1L << 40) : pool;
    }

    /** The pool of this test, bounded so. */
    final BufferPool<Object> pool(long maxRetainedBytes) {
        pool = flavour.builder(buffers, recorder).tide(tide).maxRetainedBytes(maxRetainedBytes)
                .build();
        return pool;
    }

    final Object get(int minCapacity) {
        return pool().get(minCapacity);
    }

    final void put(Object buffer) {
        pool().put(buffer);
    }

    final List<Object> getMany(int count, int minCapacity) {
        var all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(get(minCapacity));
        }
        return all;
    }

    final void tick(int times) {
        for (int i = 0; i < times; i++) {
            tide.tick();
        }
    }

    /** A platform thread finds all it put; a virtual one shares slots and may lose some. */
    final boolean exact() {
        return kind == ThreadKind.PLATFORM;
    }

    @AfterEach
    final void theAccountsBalance() {
        if (pool == null) {
            return;
        }
        if (flavour.evicts()) {
            BufferStats.assertBalanced(pool, recorder);
        } else {
            BufferStats.assertBalanced(pool);
        }
        ((ClassedBufferPool<Object>) pool).checkInvariants();
    }
}
