// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Owners of an allocator's blocks who write one secret byte over all that they may use, beyond what
 * they asked for too, and look at what the owners before left for them.
 */
final class Owners {

    private static final long MOST = 6 << 20;
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[5 << 20]);

    private final SpanAllocator allocator;
    private final Profile profile;
    private final byte secret;
    private final Random random;
    private final List<MemorySegment> held = new ArrayList<>();
    private long bytes;

    Owners(SpanAllocator allocator, Profile profile, byte secret, Random random) {
        this.allocator = allocator;
        this.profile = profile;
        this.secret = secret;
        this.random = random;
    }

    /** One owner comes, goes, or wants more or less. */
    void step() {
        switch (random.nextInt(10)) {
            case 0, 1 -> zeroed();
            case 2 -> filled();
            case 3 -> uninitialized();
            case 4 -> taken();
            case 5, 6 -> resized();
            case 7 -> endAll(held.size() / 2);
            case 8 -> burst();
            default -> endAll(1);
        }
        if (bytes > MOST) {
            endAll(held.size());
        }
        if (random.nextInt(40) == 0) {
            allocator.trim();
        }
    }

    private long size() {
        return random.nextInt(1, 1 << random.nextInt(2, 22));
    }

    private long alignment() {
        return random.nextInt(4) == 0 ? 1L << random.nextInt(15) : 8;
    }

    /** Many of a size, so that spans are used up and slots come back. */
    private void burst() {
        int size = random.nextInt(1, 600);
        for (int i = 0; i < 200; i++) {
            MemorySegment block = allocator.allocate(size, 1);
            assertZero(block);
            own(block);
        }
        endAll(150);
    }

    private void zeroed() {
        MemorySegment block = allocator.allocate(size(), alignment());
        assertZero(block);
        own(block);
    }

    private void filled() {
        int length = (int) Math.min(size(), 100_000);
        byte[] text = new byte[length];
        Arrays.fill(text, (byte) 'x');
        MemorySegment string = allocator.allocateFrom(new String(text, StandardCharsets.UTF_8));
        require(string.byteSize() == length + 1 && string.get(JAVA_BYTE, length) == 0
                && string.asSlice(0, length).mismatch(MemorySegment.ofArray(text)) < 0,
                "a string's memory");
        MemorySegment word = allocator.allocateFrom(
                JAVA_LONG_UNALIGNED.withByteAlignment(64), -1L);
        require(word.byteSize() == 8 && word.get(JAVA_LONG_UNALIGNED, 0) == -1, "a word's memory");
        own(string);
        own(word);
    }

    /** Who asks for it may see what others of this allocator left, and nobody else's. */
    private void uninitialized() {
        long size = size();
        MemorySegment block = random.nextBoolean()
                ? allocator.allocateUninitialized(size, alignment())
                : RawBlocks.at(allocator.allocateAddress(size), size);
        MemorySegment all = RawBlocks.at(block.address(), allocator.usableSize(block));
        for (long i = 0; i < all.byteSize(); i++) {
            byte b = all.get(JAVA_BYTE, i);
            require(b == 0 || mayShow(b), "a stranger's byte " + b);
        }
        own(block);
    }

    private boolean mayShow(byte b) {
        return switch (profile) {
            case HARDENED -> false;
            case DEBUG -> b == (byte) 0xDB;
            default -> b == secret;
        };
    }

    /** What arenas take: the lowest bit says that all of it is zero. */
    private void taken() {
        long size = size();
        long start = allocator.takeBlock(size, 8);
        MemorySegment block = RawBlocks.at(start & -2, size);
        if ((start & 1) != 0) {
            assertZero(block);
        }
        own(block);
    }

    private void resized() {
        if (held.isEmpty()) {
            return;
        }
        MemorySegment old = held.removeLast();
        bytes -= old.byteSize();
        long size = random.nextBoolean() ? size()
                : Math.max(1, old.byteSize() + random.nextInt(-40, 41));
        MemorySegment block = allocator.reallocate(old, size);
        long kept = Math.min(size, old.byteSize());
        for (long i = 0; i < kept; i += Math.max(1, kept / 64)) {
            require(block.get(JAVA_BYTE, i) == secret, "what was kept");
        }
        assertZero(block.asSlice(kept));
        own(block);
    }

    /** With DEBUG what is behind the request is the allocator's. */
    private void own(MemorySegment block) {
        block.fill(secret);
        if (profile != Profile.DEBUG) {
            RawBlocks.at(block.address(), allocator.usableSize(block)).fill(secret);
        }
        held.add(random.nextInt(held.size() + 1), block);
        bytes += block.byteSize();
    }

    void endAll(int count) {
        for (int i = 0; i < count && !held.isEmpty(); i++) {
            MemorySegment block = held.removeLast();
            bytes -= block.byteSize();
            allocator.free(block);
        }
    }

    void end() {
        endAll(held.size());
    }

    private static void assertZero(MemorySegment segment) {
        long at = segment.mismatch(ZEROS.asSlice(0, segment.byteSize()));
        require(at < 0, "not zero at byte " + at + " of " + segment);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
