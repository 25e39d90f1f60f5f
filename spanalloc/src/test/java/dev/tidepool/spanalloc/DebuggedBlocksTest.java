// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** Debugging finds writes past a block's end, and tells who allocated and who freed it. */
@ExtendWith(RefusedMemory.class)
@Timeout(60)
class DebuggedBlocksTest {
    private static final long[] SIZES = {
        0, 1, 7, 8, 16, 100, 1024, 4096, 8192, 20_000, 32_760, 32_768, 32_769, 40_960, 100_000
    };

    private final SpanAllocator allocator = SpanAllocator.builder()
            .profile(Profile.DEBUG).backgroundScavenger(false).build();

    @AfterEach
    void close() {
        allocator.close();
    }

    private MemorySegment allocatedHere(long size) {
        return allocator.allocate(size, 8);
    }

    private void freedHere(MemorySegment block) {
        allocator.free(block);
    }

    /** What native code does that miscounts. */
    private static void overrun(MemorySegment block, long offset) {
        RawMemory.at(block.address(), block.byteSize() + 8)
                .set(JAVA_BYTE, block.byteSize() + offset, (byte) 0x77);
    }

    private static Set<Throwable> related(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(thrown, seen);
        return seen;
    }

    private static void collect(Throwable thrown, Set<Throwable> seen) {
        if (thrown != null && seen.add(thrown)) {
            collect(thrown.getCause(), seen);
            Arrays.stream(thrown.getSuppressed()).forEach(other -> collect(other, seen));
        }
    }

    private static void assertTells(Throwable thrown, String... methods) {
        for (String method : methods) {
            assertTrue(related(thrown).stream()
                            .filter(other -> other != thrown)
                            .flatMap(other -> Arrays.stream(other.getStackTrace()))
                            .anyMatch(frame -> frame.getMethodName().equals(method)),
                    () -> "no stack with " + method + " beside " + thrown);
        }
    }

    private void assertOverrun(MemorySegment block, Executable call) {
        long before = Accounts.detected(allocator, Detection.OVERRUN);
        var refusal = assertThrows(IllegalStateException.class, call);
        Refusals.assertSays(refusal, Refusals.hex(block.address()), "" + block.byteSize());
        assertTells(refusal, "allocatedHere");
        assertEquals(before + 1, Accounts.detected(allocator, Detection.OVERRUN), "counted");
    }

    @Test
    void aByteWrittenPastTheEndIsFoundAtTheFree() {
        for (long size : SIZES) {
            MemorySegment block = allocatedHere(size);
            overrun(block, 0);
            assertOverrun(block, () -> allocator.free(block));
        }
    }

    @Test
    void soIsAByteSomeWayPastTheEnd() {
        for (long size : SIZES) {
            MemorySegment block = allocatedHere(size);
            overrun(block, 7);
            assertOverrun(block, () -> allocator.freeAddress(block.address()));
        }
    }

    @Test
    void itIsFoundWhoeverFrees() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            MemorySegment block = allocatedHere(100);
            overrun(block, 0);
            elsewhere.run(() -> assertOverrun(block, () -> allocator.free(block)));
        }
    }

    @Test
    void itIsFoundWhenTheBlockIsReallocated() {
        for (long size : new long[] {10, 100, 1024, 50_000}) {
            MemorySegment block = allocatedHere(size);
            overrun(block, 0);
            assertOverrun(block, () -> allocator.reallocate(block, size * 10));
        }
    }

    @Test
    void anOverrunHarmsNoOtherBlock() {
        var live = new LiveBlocks();
        for (int i = 0; i < 100; i++) {
            live.add(allocator.allocate(100, 8));
            MemorySegment block = allocatedHere(100);
            overrun(block, 0);
            assertThrows(IllegalStateException.class, () -> allocator.free(block));
        }
        live.freeAll(allocator);
        Accounts.assertExact(allocator);
    }

    @Test
    void aBlockFilledToItsEndIsNoOverrun() {
        for (long size : SIZES) {
            MemorySegment block = allocatedHere(size);
            Bytes.dirty(block);
            MemorySegment shrunk = allocator.reallocate(block, size / 2);
            Bytes.dirty(shrunk);
            MemorySegment grown = allocator.reallocate(shrunk, size);
            Bytes.dirty(grown);
            freedHere(grown);
        }
        assertEquals(0, Accounts.detected(allocator, Detection.OVERRUN));
    }

    @Test
    void aDoubleFreeTellsWhoAllocatedAndWhoFreed() {
        for (long size : SIZES) {
            MemorySegment block = allocatedHere(size);
            freedHere(block);
            var refusal = Refusals.assertAlreadyFree(block.address(), () -> allocator.free(block));
            assertTells(refusal, "allocatedHere", "freedHere");
        }
    }

    @Test
    void aDoubleFreeAcrossThreadsTellsBothStacks() throws Throwable {
        MemorySegment block = allocatedHere(64);
        Elsewhere.PLATFORM.run(() -> freedHere(block));
        var refusal = Refusals.assertAlreadyFree(block.address(), () -> allocator.free(block));
        assertTells(refusal, "allocatedHere", "freedHere");
    }

    @Test
    void anInteriorAddressTellsWhoAllocatedTheBlock() {
        MemorySegment block = allocatedHere(64);
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> allocator.free(block.asSlice(8)));
        assertTells(refusal, "allocatedHere");
        freedHere(block);
    }
}
