// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.tidepool.spanalloc.Profile;
import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A pool whose arenas and leases are all written full, and its allocator's direct users. */
final class Tenancy {

    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[1 << 20]);

    private final SpanAllocator allocator;
    private final ArenaPool pool;
    private final Zeroing zeroing;
    private final Profile profile;
    private final byte secret;
    private final Random random;
    private final List<PooledArena> open = new ArrayList<>();
    private final List<SharedLease> leases = new ArrayList<>();

    Tenancy(SpanAllocator allocator, Zeroing zeroing, Profile profile, byte secret,
            Random random) {
        this.allocator = allocator;
        this.zeroing = zeroing;
        this.profile = profile;
        this.secret = secret;
        this.random = random;
        pool = ArenaPool.builder().allocator(allocator).zeroing(zeroing)
                .blockBytes(1L << random.nextInt(7, 17)).limboBytes(8 << 20).build();
    }

    void step() {
        switch (random.nextInt(12)) {
            case 0 -> open.add(pool.confined());
            case 1 -> open.add(pool.shared());
            case 2, 3 -> {
                if (!open.isEmpty()) {
                    open.add(open.get(random.nextInt(open.size())).child());
                }
            }
            case 4, 5, 6 -> {
                if (!open.isEmpty()) {
                    fill(open.get(random.nextInt(open.size())));
                }
            }
            case 7, 8 -> closeOne();
            case 9 -> lease();
            case 10 -> direct();
            default -> pool.flush();
        }
    }

    private long size() {
        return random.nextInt(1, 1 << random.nextInt(2, random.nextInt(6) == 0 ? 20 : 12));
    }

    private void fill(PooledArena arena) {
        for (int i = 0; i < 10; i++) {
            long alignment = 1L << random.nextInt(random.nextInt(4) == 0 ? 13 : 4);
            switch (random.nextInt(4)) {
                case 0 -> {
                    String text = "x".repeat((int) Math.min(size(), 5000));
                    MemorySegment string = arena.allocateFrom(text);
                    require(string.byteSize() == text.length() + 1
                            && string.getString(0, StandardCharsets.UTF_8).equals(text)
                            && string.get(JAVA_BYTE, text.length()) == 0, "a string's memory");
                    string.fill(secret);
                }
                case 1 -> arenaBytes(arena.allocateUninitialized(size(), alignment), false);
                default -> arenaBytes(arena.allocate(size(), alignment), zeroing != Zeroing.NONE);
            }
        }
    }

    private void closeOne() {
        if (!open.isEmpty()) {
            PooledArena arena = open.remove(random.nextInt(open.size()));
            arena.close();
            open.removeIf(other -> !other.scope().isAlive()); // its children
        }
    }

    private void lease() {
        if (leases.size() > 4 || (!leases.isEmpty() && random.nextBoolean())) {
            leases.remove(random.nextInt(leases.size())).close();
            return;
        }
        SharedLease lease = pool.lease(size(), 8);
        arenaBytes(lease.segment(), zeroing != Zeroing.NONE);
        leases.add(lease);
    }

    /** Somebody uses the allocator itself. */
    private void direct() {
        List<MemorySegment> blocks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            MemorySegment block = random.nextBoolean()
                    ? look(allocator.allocate(size(), 8), true)
                    : allocator.allocateUninitialized(1L << random.nextInt(7, 17), 8);
            blocks.add(block.fill(secret));
        }
        blocks.forEach(allocator::free);
    }

    private void arenaBytes(MemorySegment segment, boolean zeroed) {
        look(segment, zeroed).fill(secret);
    }

    private MemorySegment look(MemorySegment segment, boolean zeroed) {
        if (segment.mismatch(ZEROS.asSlice(0, segment.byteSize())) >= 0) {
            require(!zeroed, "not zero: " + segment);
            for (long i = 0; i < segment.byteSize(); i++) {
                byte b = segment.get(JAVA_BYTE, i);
                require(b == 0 || b == secret || b == 'x'
                        || (profile == Profile.DEBUG && b == (byte) 0xDB),
                        "a stranger's byte " + b);
            }
        }
        return segment;
    }

    void end() {
        while (!open.isEmpty()) {
            closeOne();
        }
        leases.forEach(SharedLease::close);
        pool.close();
        while (pool.stats().limboBytes() > 0) {
            pool.flush();
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
