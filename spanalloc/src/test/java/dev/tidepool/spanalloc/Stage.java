// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidepool.spanalloc.Misuse.Answer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.function.Executable;

/** Where a {@link Misuse} is played: an allocator of one profile, and how to see its answers. */
record Stage(Profile profile, SpanAllocator allocator) {

    /** Small, medium and large; every scene that is about frees is played for all. */
    static final long[] SIZES = {0, 8, 24, 64, 1000, 8192, 32_760, 32_768, 100_000, 1 << 20};

    /** Bytes that are held before they are freed, while an address is waited for. */
    private static final long BATCH = 4 << 20;

    /** A scene for one size. */
    interface Sized {
        Answer play(long size) throws Throwable;
    }

    static Stage open(Profile profile) {
        return new Stage(profile, SpanAllocator.builder()
                .name("stage").profile(profile).onLeak(leak -> {}).backgroundScavenger(false)
                .build());
    }

    boolean hardened() {
        return profile == Profile.HARDENED || profile == Profile.DEBUG;
    }

    // ---- answers

    /** Plays it for all sizes, whose answers must not differ. */
    Answer each(Sized sized, long... sizes) throws Throwable {
        Map<Long, Answer> answers = new LinkedHashMap<>();
        for (long size : sizes.length == 0 ? SIZES : sizes) {
            answers.put(size, sized.play(size));
        }
        var different = new TreeSet<>(answers.values());
        assertEquals(1, different.size(), () -> "it depends on the size: " + answers);
        return different.first();
    }

    /** What a call says, which must name the address. */
    static Answer answer(long address, Executable call) {
        try {
            call.execute();
            return Answer.NOT_CAUGHT;
        } catch (IllegalStateException e) {
            Refusals.assertSays(e, Refusals.hex(address));
            if (e.getMessage().contains("beyond its end")) {
                return Answer.OVERRUN;
            }
            Refusals.assertSays(e, "already free");
            return Answer.ALREADY_FREE;
        } catch (IllegalArgumentException e) {
            Refusals.assertSays(e, Refusals.hex(address));
            return Answer.NO_BLOCK;
        } catch (IndexOutOfBoundsException e) {
            return Answer.OUT_OF_BOUNDS;
        } catch (OffHeapMemoryError e) {
            return Answer.NO_MEMORY;
        } catch (NullPointerException e) {
            return Answer.NULL;
        } catch (Throwable e) {
            throw new AssertionError("another answer", e);
        }
    }

    Answer free(long address) {
        return answer(address, () -> allocator.freeAddress(address));
    }

    /** Whether a write was found since that many had been; once, however often it is looked. */
    Answer counted(long before) {
        long found = writesFound() - before;
        assertTrue(found == 0 || found == 1, () -> found + " writes found instead of one");
        return found == 1 ? Answer.COUNTED : Answer.NOT_CAUGHT;
    }

    long writesFound() {
        return Accounts.detected(allocator, Detection.WRITE_AFTER_FREE);
    }

    // ---- blocks

    long take(long size) {
        return allocator.allocateAddress(size);
    }

    MemorySegment raw(long address, long size) {
        return RawMemory.at(address, size);
    }

    Span spanOf(long address) {
        return allocator.tiers().heap().map.findExactly(address);
    }

    /** Two blocks, the second right behind the first. */
    long[] neighbours(long size) {
        var all = new TreeSet<Long>();
        long[] found = null;
        while (found == null && all.size() < 4096) {
            long address = take(size);
            all.add(address);
            long step = spanOf(address).usable();
            if (all.contains(address - step)) {
                found = new long[] {address - step, address};
            } else if (all.contains(address + step)) {
                found = new long[] {address, address + step};
            }
        }
        assertTrue(found != null, "no neighbours");
        all.remove(found[0]);
        all.remove(found[1]);
        all.forEach(allocator::freeAddress);
        return found;
    }

    /** Allocates and frees until an address is handed out again. {@return a block there} */
    MemorySegment awaitReuse(long address, long size) {
        for (int round = 0; round < 200; round++) {
            List<MemorySegment> held = new ArrayList<>();
            MemorySegment found = null;
            long bytes = 0;
            while (found == null && bytes < BATCH) {
                MemorySegment block = allocator.allocate(size, 8);
                bytes += Math.max(256, size);
                if (block.address() == address) {
                    found = block;
                } else {
                    held.add(block);
                }
            }
            held.forEach(allocator::free);
            if (found != null) {
                return found;
            }
        }
        throw new AssertionError("0x%x was not handed out again".formatted(address));
    }

    /** Checks that nothing was harmed: the books balance, and the next owners are well. */
    void close() {
        Accounts.assertLive(allocator, 0, 0);
        allocator.tiers().checkInvariants();
        var live = new LiveBlocks();
        for (long size : SIZES) {
            for (int i = 0; i < 3; i++) {
                MemorySegment block = allocator.allocate(size, 8);
                Bytes.assertZero(block);
                live.add(block);
            }
        }
        live.freeAll(allocator);
        allocator.trim();
        allocator.tiers().checkInvariants();
        allocator.close();
    }
}
