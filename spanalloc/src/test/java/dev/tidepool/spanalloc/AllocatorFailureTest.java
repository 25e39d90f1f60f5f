// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whenever the system refuses, the request fails cleanly and nothing else does. */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
@ParameterizedClass
@EnumSource(Profile.class)
class AllocatorFailureTest {
    private static final int CALLS = 50;

    @Parameter
    Profile profile;

    private final LiveBlocks live = new LiveBlocks();
    private ScriptedPageSource source;
    private SpanAllocator allocator;

    private void open() {
        open(profile.decay());
    }

    private void open(Duration decay) {
        source = ScriptedPageSource.overSystem();
        allocator = SpanAllocator.builder()
                .profile(profile)
                .pageSource(source)
                .decay(decay)
                .backgroundScavenger(false)
                .build();
    }

    /** An allocation that may be refused, and then leaves everything as it was. */
    private boolean attempt(Supplier<MemorySegment> allocation) {
        try {
            MemorySegment block = allocation.get();
            Bytes.assertZero(block);
            live.add(block);
            return true;
        } catch (OffHeapMemoryError e) {
            Refusals.assertSays(e, "reserved", "limit");
            Accounts.assertLive(allocator, live.count(), live.bytes());
            return false;
        }
    }

    /** A history of some sixty calls of the system when none is refused; counts refusals. */
    private int work() {
        var random = new Random(7);
        int refused = 0;
        for (int phase = 0; phase < 10; phase++) {
            for (int i = 0; i < 12; i++) {
                long size = i == 0 ? 1 << 20 : i < 4 ? random.nextInt(400_000) : 1L << i;
                refused += attempt(() -> allocator.allocate(size, 8)) ? 0 : 1;
            }
            refused += attempt(() -> allocator.allocate(5, 1 << 16)) ? 0 : 1;
            while (live.count() > 6) {
                allocator.free(live.removeAny(random));
            }
            allocator.trim();
            Accounts.assertLive(allocator, live.count(), live.bytes());
        }
        return refused;
    }

    /** All can be freed, and once the system gives again, all can be had. */
    private void recover() {
        live.assertIntact();
        Accounts.assertLive(allocator, live.count(), live.bytes());
        live.freeAll(allocator);
        Accounts.assertLive(allocator, 0, 0);
        source.heal();
        for (long size : new long[] {0, 100, 30_000, 100_000, 3 << 20}) {
            assertTrue(attempt(() -> allocator.allocate(size, 8)), () -> "refused " + size);
        }
        live.freeAll(allocator);
        allocator.trim();
        SpanStats stats = Accounts.assertExact(allocator);
        assertEquals(source.residentBytes(), stats.resident(), "resident");
        assertEquals(source.reservedBytes(), stats.reserved(), "reserved");
        assertEquals(0, stats.resident(), () -> "after a trim: " + stats);
        allocator.close();
        source.assertContractKept();
        assertEquals(0, source.reservedBytes(), "still mapped");
    }

    @Test
    void anyOneCallMayBeRefused() {
        for (int call = 1; call <= CALLS; call++) {
            open();
            source.refuseOnly(call);
            work();
            assertTrue(source.calls() >= call, "the history is too short: " + source.calls());
            long failures = allocator.stats().scavenger().failures();
            assertEquals(source.refusedReleases(), failures, "refused releases counted");
            recover();
        }
    }

    @Test
    void allCallsFromOneOnMayBeRefused() {
        for (int call = 1; call <= CALLS; call += 2) {
            open();
            source.refuseFrom(call);
            work();
            recover();
        }
    }

    @Test
    void anAllocatorThatGetsNothingAtAllLives() {
        open();
        source.refuseFrom(1);
        assertTrue(work() > 100);
        assertEquals(0, allocator.stats().reserved());
        recover();
    }

    @Test
    void aRefusalReachesTheCallerAsWhatItIs() {
        open();
        source.refuseNext(1000);
        for (long size : new long[] {1, 1000, 100_000, 70 << 20}) {
            Refusals.assertTooMuch(size, () -> allocator.allocate(size, 8));
            Refusals.assertTooMuch(size, () -> allocator.allocateAddress(size));
        }
        assertEquals(8, allocator.stats().limits().failures());
        recover();
    }

    @Test
    void aRegionForOneBlockMayBeRefusedToo() {
        for (int call = 1; call <= 2; call++) {
            open();
            source.refuseOnly(call);
            Refusals.assertTooMuch(70 << 20, () -> allocator.allocate(70 << 20, 8));
            MemorySegment block = allocator.allocate(70 << 20, 8);
            source.assertUsable(block);
            allocator.free(block);
            recover();
        }
    }

    @Test
    void whatWasRefusedDoesNotKeepOtherPagesFromDecay() throws Exception {
        open(Duration.ofMillis(1));
        live.add(allocator.allocate(2 << 20, 8));
        for (int i = 0; i < 20; i++) {
            source.refuseNext(2);
            attempt(() -> allocator.allocate(8 << 20, 8));
        }
        source.heal();
        live.freeAll(allocator);
        for (int i = 0; i < 4000 && allocator.stats().freeResident() > 0; i++) {
            allocator.scavenge();
            Thread.sleep(1);
        }
        assertEquals(0, allocator.stats().freeResident(), "free pages kept");
        recover();
    }

    @Test
    void whatWasRefusedWasNeverResident() {
        open();
        live.add(allocator.allocate(100_000, 8));
        long peak = allocator.stats().peakResident();
        source.refuseNext(1000);
        for (long size : new long[] {1 << 20, 10 << 20, 70 << 20}) {
            attempt(() -> allocator.allocate(size, 8));
            assertEquals(peak, allocator.stats().peakResident(), "peak");
        }
        recover();
    }

    @Test
    void aRefusedReallocationKeepsTheBlock() {
        open();
        for (long size : new long[] {100, 10_000, 100_000}) {
            MemorySegment block = live.add(allocator.allocate(size, 8));
            source.refuseNext(1000);
            Refusals.assertTooMuch(70 << 20, () -> allocator.reallocate(block, 70 << 20));
            live.assertIntact();
            source.heal();
        }
        recover();
    }

    /** What a thread's cache holds already needs no system. */
    @Test
    void memoryAtHandIsServedWhileTheSystemRefuses() {
        open();
        MemorySegment block = allocator.allocate(64, 8);
        source.refuseNext(1000);
        assertTrue(attempt(() -> allocator.allocate(64, 8)));
        allocator.free(block);
        live.freeAll(allocator);
        recover();
    }

    /** Against the contract of a source, but it must not cost more than the call. */
    @Test
    void whateverASourceThrowsNothingIsLost() {
        for (int call = 1; call <= CALLS; call += 7) {
            open();
            source.refuseWith(() -> new UnsupportedOperationException("a broken source"));
            source.refuseOnly(call);
            for (int attempts = 0; attempts < 2; attempts++) {
                try {
                    work();
                } catch (UnsupportedOperationException e) {
                    assertEquals("a broken source", e.getMessage());
                }
            }
            recover();
        }
    }
}
