// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What is not needed for the decay time goes; what is used again and again stays. */
class ScavengerProperties {

    private static final long DECAY = DecayScene.DECAY;

    @Property(tries = 60)
    void whatIsIdleForTheDecayTimeIsGivenBack(@ForAll long start,
            @ForAll @Size(max = 12) List<@IntRange(max = 2000) Integer> counts,
            @ForAll @IntRange(min = 3, max = 20) int sizeBits) {
        var scene = new DecayScene(start, 4096);
        for (int count : counts) {
            if (count % 2 == 0) {
                scene.allocate(Math.min(count, (64 << 20) >> sizeBits), 1L << sizeBits);
            } else {
                scene.free(count);
            }
            scene.clock.advance(count * 1_000_000L);
            scene.allocator.scavenge();
        }
        scene.rest();
        scene.requireDecayed();
        long before = scene.source.releasedBytes();
        assertEquals(0, scene.epoch(), "idle, and still giving back");
        assertEquals(before, scene.source.releasedBytes());
        scene.allocator.close();
    }

    @Property(tries = 20)
    void whatIsUsedInEachEpochStays(@ForAll @IntRange(min = 10, max = 300) int count) {
        var scene = new DecayScene(0, 4096);
        scene.allocate(count, 40_000);
        long needed = scene.inUse();
        for (int epoch = 0; epoch < 30; epoch++) {
            scene.free(count);
            assertEquals(0, scene.epoch(), "given back although it is needed again");
            scene.allocate(count, 40_000);
        }
        assertEquals(needed, scene.inUse());
        assertEquals(0, scene.allocator.stats().pages().refaulted());
        scene.allocator.close();
    }

    /** The most that was needed stays for seven epochs at least: memory goes late, not early. */
    @Property(tries = 20)
    void nothingIsGivenBackEarly(@ForAll @IntRange(min = 10, max = 300) int count,
            @ForAll("starts") long start) {
        var scene = new DecayScene(start, 4096);
        scene.allocate(count, 30_000);
        scene.free(count);
        long resident = scene.source.resident();
        for (int epoch = 1; epoch < Scavenger.EPOCHS; epoch++) {
            scene.epoch();
            scene.allocator.scavenge(); // not due
            assertEquals(epoch, scene.allocator.stats().scavenger().ticks());
            assertEquals(resident, scene.source.resident(), "epoch " + epoch);
        }
        scene.epoch();
        scene.epoch();
        scene.requireDecayed();
        scene.allocator.close();
    }

    @Property(tries = 60)
    void theClockMayJump(@ForAll @Size(max = 30) List<@LongRange Long> jumps,
            @ForAll("starts") long start) {
        var scene = new DecayScene(start, 4096);
        for (long jump : jumps) {
            scene.allocate(20, 1 + Math.floorMod(jump, 100_000L));
            scene.free(15);
            scene.clock.advance(jump);
            scene.allocator.scavenge();
            scene.allocator.tiers().checkInvariants();
            assertTrue(scene.inUse() <= scene.source.resident());
        }
        // Wherever it is now: when it goes on from there, memory is given back.
        scene.clock.advance(scene.allocator.tiers().scavenger().nanosToWait());
        scene.rest();
        scene.requireDecayed();
        scene.allocator.close();
    }

    @Property(tries = 30)
    void aRefusalIsNoEnd(@ForAll @IntRange(min = 1, max = 20) int refusals) {
        var scene = new DecayScene(0, 4096);
        scene.allocate(300, 30_000);
        scene.free(300);
        scene.source.refuse(scene.source.calls() + 1, refusals);
        for (int epoch = 0; epoch < Scavenger.EPOCHS + 2 + refusals; epoch++) {
            scene.epoch();
            scene.allocator.tiers().checkInvariants();
            assertEquals(scene.source.resident(), scene.allocator.stats().resident());
        }
        assertEquals(refusals, scene.allocator.stats().scavenger().failures());
        scene.requireDecayed();
        scene.allocator.close();
    }

    /** Blocks of 16 pages; one in each huge page stays, or two of three huge pages are empty. */
    @Property(tries = 10)
    void hugePagesAreNotSplitUnlessForced(@ForAll @IntRange(min = 1, max = 6) int huge) {
        var scene = new DecayScene(0, new FakePages(true, 4096).whole(2 << 20));
        scene.allocate(48 * huge, 128 << 10);
        List<Long> all = List.copyOf(scene.blocks);
        for (int i = 0; i < all.size(); i++) {
            if (i % 16 != 0) {
                scene.allocator.freeAddress(all.get(i));
            }
        }
        scene.rest();
        assertEquals(0, scene.source.releasedBytes(), "a huge page was split");
        for (int i = 0; i < all.size(); i += 16) {
            if (i % 48 != 0) {
                scene.allocator.freeAddress(all.get(i));
            }
        }
        scene.rest();
        assertEquals(2 * huge * (2L << 20), scene.source.releasedBytes());
        scene.allocator.trim();
        assertEquals(scene.inUse(), scene.source.resident());
        scene.allocator.tiers().checkInvariants();
        scene.allocator.close();
    }

    @Test
    void aTickTellsInOneLineWhatItDid() {
        var lines = new ArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getMessage().startsWith("'scene'")) { // others tick as well
                    lines.add(line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.tidepool.spanalloc");
        var scene = new DecayScene(0, 4096);
        scene.allocate(10, 1 << 20);
        scene.epoch();
        logger.addHandler(handler);
        handler.setLevel(Level.ALL);
        try {
            scene.epoch();
            assertEquals(List.of(), lines, "although nobody asked for it");
            logger.setLevel(Level.FINE);
            scene.free(10);
            scene.rest();
        } finally {
            logger.setLevel(null);
            logger.removeHandler(handler);
        }
        assertEquals(2 * Scavenger.EPOCHS + 1, lines.size());
        assertEquals("'scene', tick 3: 10485760 bytes resident, 10485760 of them kept, "
                + "0 given back, 0.000 ms", lines.getFirst());
        assertTrue(lines.stream().anyMatch(line -> line.contains(
                "10485760 bytes resident, 0 of them kept, 10485760 given back")), lines::toString);
        scene.allocator.close();
    }

    @Provide
    Arbitrary<Long> starts() {
        return Arbitraries.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - DECAY);
    }
}
