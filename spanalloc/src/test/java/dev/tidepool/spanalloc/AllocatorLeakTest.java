// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was never freed is told at close, with where it was allocated. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
class AllocatorLeakTest {
    private final List<LeakedBlock> leaks = new ArrayList<>();

    private SpanAllocator debugging() {
        return SpanAllocator.builder().profile(Profile.DEBUG).onLeak(leaks::add).build();
    }

    /** An allocation whose place is known by this method's name. */
    private static MemorySegment allocatedHere(SpanAllocator allocator, long size) {
        return allocator.allocate(size, 8);
    }

    @Test
    void eachLeakedBlockIsToldOnce() {
        Map<Long, Long> expected = new HashMap<>();
        try (SpanAllocator allocator = debugging()) {
            for (long size : new long[] {0, 1, 64, 1000, 8192, 32_768, 32_769, 1 << 20}) {
                for (int i = 0; i < 20; i++) {
                    MemorySegment block = allocatedHere(allocator, size);
                    if (i % 3 == 0) {
                        allocator.free(block);
                    } else {
                        expected.put(block.address(), size);
                    }
                }
            }
            expected.put(allocator.allocateAddress(77), 77L);
            assertTrue(leaks.isEmpty(), "told before close");
        }
        Map<Long, Long> told = new HashMap<>();
        for (LeakedBlock leak : leaks) {
            assertEquals(null, told.put(leak.address(), leak.byteSize()), "a block told twice");
        }
        assertEquals(expected, told);
    }

    @Test
    void aSecondCloseTellsNothing() {
        SpanAllocator allocator = debugging();
        allocatedHere(allocator, 64);
        allocator.close();
        allocator.close();
        assertEquals(1, leaks.size());
    }

    @Test
    void theStackOfTheAllocationIsTold() {
        try (SpanAllocator allocator = debugging()) {
            allocatedHere(allocator, 64);
        }
        Throwable stack = leaks.getFirst().allocatedAt();
        assertNotNull(stack, "no stack");
        assertTrue(Arrays.stream(stack.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("allocatedHere")),
                () -> "another stack: " + Arrays.toString(stack.getStackTrace()));
    }

    @Test
    void blocksOfOtherThreadsAreToldToo() throws Throwable {
        try (SpanAllocator allocator = debugging()) {
            for (Elsewhere elsewhere : Elsewhere.values()) {
                elsewhere.together(3, thread -> {
                    allocatedHere(allocator, 100);
                    allocator.free(allocatedHere(allocator, 100));
                });
            }
        }
        assertEquals(6, leaks.size());
    }

    @Test
    void aReallocatedBlockIsToldWithItsLastSize() {
        long address;
        try (SpanAllocator allocator = debugging()) {
            address = allocator.reallocate(allocatedHere(allocator, 64), 5000).address();
        }
        assertEquals(1, leaks.size());
        assertEquals(address, leaks.getFirst().address());
        assertEquals(5000, leaks.getFirst().byteSize());
    }

    @Test
    void aCleanCloseTellsNothing() {
        try (SpanAllocator allocator = debugging()) {
            for (int i = 0; i < 1000; i++) {
                allocator.free(allocatedHere(allocator, i * 50L));
            }
        }
        assertEquals(List.of(), leaks);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aListenerThatThrowsDoesNotKeepTheMemory(Profile profile) {
        SpanAllocator allocator = SpanAllocator.builder()
                .profile(profile)
                .onLeak(leak -> {
                    leaks.add(leak);
                    throw new UnsupportedOperationException("listener");
                })
                .build();
        MemorySegment first = allocatedHere(allocator, 64);
        MemorySegment second = allocatedHere(allocator, 100_000);
        try {
            allocator.close();
        } catch (UnsupportedOperationException e) {
            assertEquals("listener", e.getMessage());
        }
        assertThrows(IllegalStateException.class, () -> first.get(JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, () -> second.get(JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, () -> allocator.allocate(8, 8));
        allocator.close();
        assertTrue(leaks.size() == 2 || profile != Profile.DEBUG, () -> "told: " + leaks);
    }
}
