// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a source of pages throws, and at whichever call: the one operation fails, nothing is
 * lost, and a trim brings all of it back. Beyond the contract of a source, but its author may err.
 */
@ExtendWith(RefusedMemory.class)
@Timeout(120)
@ParameterizedClass
@EnumSource(Profile.class)
class AllocatorBrokenSourceTest {

    private static final String BROKEN = "a broken source";
    private static final int MOST_CALLS = 60;
    private static final long HARD_LIMIT = 3 << 20;

    @Parameter
    Profile profile;

    private final LiveBlocks live = new LiveBlocks();
    private final Set<ScriptedPageSource.Operation> hit =
            EnumSet.noneOf(ScriptedPageSource.Operation.class);
    private ScriptedPageSource source;
    private SpanAllocator allocator;

    private void open(int refusedCall, Supplier<Throwable> thrown, long hardLimit) {
        source = ScriptedPageSource.overSystem();
        source.refuseWith(thrown);
        source.refuseOnly(refusedCall);
        source.before(operation -> {
            if (source.calls() == refusedCall) {
                hit.add(operation);
            }
        });
        var builder = SpanAllocator.builder().profile(profile).pageSource(source)
                .backgroundScavenger(false);
        allocator = (hardLimit > 0 ? builder.hardLimit(hardLimit) : builder).build();
    }

    /** An operation that may fail by the script, and then leaves the books in order. */
    private void attempt(Runnable operation) {
        try {
            operation.run();
            return;
        } catch (OffHeapMemoryError e) {
            Refusals.assertSays(e, "reserved", "limit");
        } catch (RuntimeException | Error e) {
            assertEquals(BROKEN, e.getMessage(), () -> "not the source's: " + e);
        }
        Accounts.assertLive(allocator, live.count(), live.bytes());
        allocator.tiers().checkInvariants();
    }

    private void allocate(long size, long alignment) {
        attempt(() -> {
            boolean zero = size < 1000; // what is written is slow to get
            live.add(zero ? allocator.allocate(size, alignment)
                    : allocator.allocateUninitialized(size, alignment));
        });
    }

    /** A history of some twenty calls of the system when none is refused. */
    private void work() {
        var random = new Random(11);
        for (long size : new long[] {100, 8000, 1 << 20}) {
            allocate(size, 8);
            allocate(30_000, 8);
            allocate(200_000, 8);
            allocate(5, 1 << 14);
            while (live.count() > 2) {
                allocator.free(live.removeAny(random));
            }
            attempt(allocator::trim);
        }
        allocate(70 << 20, 8);
        allocate(900_000, 8);
        live.freeAll(allocator);
        attempt(allocator::trim);
    }

    private void assertNothingLost(int call) {
        source.heal();
        live.freeAll(allocator);
        allocator.trim();
        SpanStats stats = Accounts.assertExact(allocator);
        String when = "after call " + call + " failed: " + stats;
        assertEquals(0, stats.resident(), () -> "resident " + when);
        assertEquals(0, stats.cachedPages(), () -> "cached " + when);
        assertEquals(source.reservedBytes(), stats.reserved(), () -> "reserved " + when);
        assertEquals(source.residentBytes(), stats.resident(), () -> "committed " + when);
        allocator.tiers().checkInvariants();
        allocator.close();
        source.assertContractKept();
        assertEquals(0, source.reservedBytes(), () -> "still mapped " + when);
    }

    private void assertNothingLostBy(Supplier<Throwable> thrown, long hardLimit) {
        hit.clear();
        boolean reached = true;
        for (int call = 1; reached && call < MOST_CALLS; call++) {
            open(call, thrown, hardLimit);
            work();
            reached = source.calls() >= call;
            assertNothingLost(call);
        }
        assertEquals(EnumSet.allOf(ScriptedPageSource.Operation.class), hit, "operations hit");
    }

    @Test
    void aRefusalForLackOfMemoryLosesNothing() {
        assertNothingLostBy(() -> new OutOfMemoryError(BROKEN), 0);
    }

    @Test
    void anExceptionLosesNothing() {
        assertNothingLostBy(() -> new UnsupportedOperationException(BROKEN), 0);
    }

    /** The former is taken for the end of the allocator, which is no reason to lose pages. */
    @Test
    void anIllegalStateOrAnErrorLosesNothing() {
        var even = new AtomicBoolean();
        assertNothingLostBy(() -> even.getAndSet(!even.get()) ? new InternalError(BROKEN)
                : new IllegalStateException(BROKEN), 0);
    }

    @Test
    void norDoTheyWhereALimitMakesRoom() {
        assertNothingLostBy(() -> new UnsupportedOperationException(BROKEN), HARD_LIMIT);
    }
}
