// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Pools of buffers side by side: with zeroOnPut nobody sees anything, else what is the pool's. */
class BufferDisclosureProperties {

    private static final Crew CREW = new Crew();

    /** What is pooled. */
    enum Kind {
        BYTES, HEAP, DIRECT, HEAP_SEGMENTS, NATIVE_SEGMENTS;

        @SuppressWarnings("unchecked")
        BufferPoolBuilder<Object> builder() {
            BufferPoolBuilder<?> builder = switch (this) {
                case BYTES -> BufferPool.byteArrayBuilder();
                case HEAP -> BufferPool.heapBufferBuilder();
                case DIRECT -> BufferPool.directBufferBuilder();
                case HEAP_SEGMENTS -> segments(false);
                case NATIVE_SEGMENTS -> segments(true);
            };
            return (BufferPoolBuilder<Object>) builder;
        }

        private static BufferPoolBuilder<MemorySegment> segments(boolean natives) {
            return BufferPool.builder(
                    size -> natives ? Arena.ofAuto().allocate(size)
                            : MemorySegment.ofArray(new byte[size]),
                    segment -> (int) segment.byteSize());
        }
    }

    private static MemorySegment all(Object buffer) {
        return switch (buffer) {
            case byte[] array -> MemorySegment.ofArray(array);
            case ByteBuffer bytes -> MemorySegment.ofBuffer(bytes.duplicate().clear());
            case MemorySegment segment -> segment;
            default -> throw new AssertionError(buffer);
        };
    }

    private record House(BufferPool<Object> pool, byte secret, boolean zeroes) {

        /** Whole, in a shape that a user may put back. */
        private Object shaped(Object buffer, Random random) {
            if (buffer instanceof ByteBuffer bytes) {
                bytes.clear().limit(random.nextInt(bytes.capacity() + 1));
                bytes.position(random.nextInt(bytes.limit() + 1)).mark();
                bytes.order(ByteOrder.nativeOrder());
                return !bytes.isDirect() && random.nextBoolean() ? bytes.duplicate() : bytes;
            }
            return buffer;
        }

        Object get(int size) {
            Object buffer = pool.get(size);
            MemorySegment memory = all(buffer);
            assertTrue(memory.byteSize() >= size);
            if (buffer instanceof ByteBuffer bytes) {
                assertEquals(size, bytes.limit());
            }
            for (long i = 0; i < memory.byteSize(); i++) {
                byte b = memory.get(JAVA_BYTE, i);
                assertTrue(b == 0 || (b == secret && !zeroes), () -> "it shows " + b);
            }
            memory.fill(secret);
            return buffer;
        }

        void put(Object buffer, Random random) {
            pool.put(shaped(buffer, random));
        }

        void leased(int size, Random random) {
            try (Lease<Object> lease = pool.lease(size)) {
                MemorySegment memory = all(lease.get());
                assertTrue(!zeroes || memory.mismatch(
                        MemorySegment.ofArray(new byte[(int) memory.byteSize()])) < 0);
                memory.fill(secret);
                shaped(lease.get(), random);
            }
        }
    }

    private record Held(Object buffer, House from) {}

    @Property(tries = 60)
    void whatAUserWroteIsNotShownToTheNext(
            @ForAll long seed, @ForAll Kind kind, @ForAll Checks checks) {
        var random = new Random(seed);
        Tide tide = Tide.manual();
        List<House> houses = List.of(
                new House(kind.builder().tide(tide).checks(checks).zeroOnPut().build(),
                        (byte) 0x31, true),
                new House(kind.builder().tide(tide).zeroOnPut().maxRetainedBytes(20_000).build(),
                        (byte) 0x32, true),
                new House(kind.builder().tide(tide).build(), (byte) 0x33, false));
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            Crew.Member who = Crew.Member.values()[random.nextInt(Crew.Member.values().length)];
            CREW.run(who, () -> step(houses, held, random, tide));
        }
        held.forEach(each -> each.from.put(each.buffer, random));
        houses.forEach(house -> house.pool.close());
    }

    private static void step(
            List<House> houses, List<Held> held, Random random, Tide tide) {
        House house = houses.get(random.nextInt(houses.size()));
        int size = random.nextInt(1, 1 << random.nextInt(1, 16));
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> held.add(new Held(house.get(size), house));
            case 3, 4, 5 -> {
                if (!held.isEmpty()) {
                    Held last = held.removeLast();
                    last.from.put(last.buffer, random);
                }
            }
            case 6 -> house.leased(size, random);
            default -> {
                if (random.nextInt(4) == 0) {
                    tide.tick();
                }
            }
        }
    }
}
