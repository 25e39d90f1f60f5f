// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A second free is refused whoever does it, as long as nobody else got the slot. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tidepool.spanalloc.Setting#all")
class AllocatorDoubleFreeTest extends AllocatorContract {
    private static final long[] SIZES = {
        0, 1, 16, 24, 64, 500, 4096, 8192, 20_000, 32_768, 32_769, 1 << 20
    };

    /** What happens between or around the two frees of a block. */
    private interface Scene {
        void play(MemorySegment block) throws Throwable;
    }

    /** Plays it for each size and checks that exactly one double free was counted. */
    private void eachSize(Scene scene) throws Throwable {
        for (long size : SIZES) {
            long before = Accounts.detected(allocator, Detection.DOUBLE_FREE);
            MemorySegment neighbour = allocator.allocate(size, 8);
            scene.play(allocator.allocate(size, 8));
            long after = Accounts.detected(allocator, Detection.DOUBLE_FREE);
            assertEquals(before + 1, after, () -> "double frees seen, size " + size);
            Accounts.assertLive(allocator, 1, size);
            allocator.free(neighbour);
        }
    }

    private void refuse(MemorySegment block) {
        Refusals.assertFreeRefused(allocator, block);
    }

    @Test
    void byTheThreadThatFreedIt() throws Throwable {
        eachSize(block -> {
            allocator.free(block);
            refuse(block);
        });
    }

    @Test
    void byItsAddress() throws Throwable {
        eachSize(block -> {
            long address = block.address();
            allocator.freeAddress(address);
            Refusals.assertAlreadyFree(address, () -> allocator.freeAddress(address));
        });
    }

    @Test
    void byAViewOfIt() throws Throwable {
        eachSize(block -> {
            allocator.free(block.asReadOnly());
            refuse(block.asSlice(0, 0));
        });
    }

    @Test
    void byAnotherThreadThatFreedIt() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            eachSize(block -> elsewhere.run(() -> {
                allocator.free(block);
                refuse(block);
            }));
        }
    }

    @Test
    void byAThirdThread() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            eachSize(block -> {
                elsewhere.run(() -> allocator.free(block));
                elsewhere.run(() -> refuse(block));
            });
        }
    }

    @Test
    void byAnotherThreadAfterItsOwner() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            eachSize(block -> {
                allocator.free(block);
                elsewhere.run(() -> refuse(block));
            });
        }
    }

    @Test
    void byItsOwnerAfterAnotherThread() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            eachSize(block -> {
                elsewhere.run(() -> allocator.free(block));
                refuse(block);
            });
        }
    }

    @Test
    void ofABlockOfADeadThread() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            eachSize(model -> {
                allocator.free(model);
                var theirs = new ArrayList<MemorySegment>();
                elsewhere.run(() -> theirs.add(allocator.allocate(model.byteSize(), 8)));
                allocator.free(theirs.getFirst());
                refuse(theirs.getFirst());
            });
        }
    }

    @Test
    void afterManyOtherFrees() throws Throwable {
        for (Elsewhere elsewhere : Elsewhere.values()) {
            eachSize(block -> {
                List<MemorySegment> others = new ArrayList<>();
                for (int i = 0; i < (block.byteSize() > 50_000 ? 8 : 1024); i++) {
                    others.add(allocator.allocate(block.byteSize(), 8));
                }
                allocator.free(block);
                others.subList(0, others.size() / 2).forEach(allocator::free);
                elsewhere.run(() -> others.subList(others.size() / 2, others.size())
                        .forEach(allocator::free));
                refuse(block);
            });
        }
    }

    @Test
    void betweenWhichAnotherBlockWasFreed() throws Throwable {
        eachSize(block -> {
            MemorySegment other = allocator.allocate(block.byteSize(), 8);
            allocator.free(block);
            allocator.free(other);
            refuse(block);
        });
    }

    @Test
    void afterATrim() throws Throwable {
        eachSize(block -> {
            allocator.free(block);
            allocator.trim();
            refuse(block);
        });
    }

    @Test
    void afterATrimThatLeftNothing() {
        for (long size : SIZES) {
            MemorySegment block = allocator.allocate(size, 8);
            allocator.free(block);
            allocator.trim();
            refuse(block);
        }
    }

    @Test
    void ofEveryBlockOfASpan() {
        for (long size : SIZES) {
            List<MemorySegment> blocks = new ArrayList<>();
            for (long i = 0; i < (size > 50_000 ? 4 : 1100); i++) {
                blocks.add(allocator.allocateUninitialized(size, 8));
            }
            blocks.forEach(allocator::free);
            blocks.forEach(this::refuse);
            blocks.reversed().forEach(this::refuse);
        }
    }

    @Test
    void aRefusedFreeHandsNothingOutTwice() {
        for (long size : new long[] {16, 64, 1000, 8192, 32_768}) {
            List<MemorySegment> blocks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                blocks.add(allocator.allocate(size, 8));
            }
            for (MemorySegment block : blocks) {
                allocator.free(block);
                assertThrows(IllegalStateException.class, () -> allocator.free(block));
            }
            blocks.clear();
            Set<Long> addresses = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                MemorySegment block = allocator.allocate(size, 8);
                assertTrue(addresses.add(block.address()), "one slot for two blocks");
                blocks.add(block);
            }
            blocks.forEach(allocator::free);
        }
    }
}
