// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What works where memory cannot be recycled. */
class PlainModeTest {

    private final ArenaPool pool = ArenaPool.builder().recycling(false).build();

    @Test
    void statisticsSaySo() {
        assertFalse(pool.stats().recycling());
        assertEquals(0, pool.stats().heldBytes());
    }

    @Test
    void aConfinedArenaIsConfinedAndItsChildrenEndWithIt() throws InterruptedException {
        PooledArena arena = pool.confined();
        MemorySegment segment = arena.child().allocate(8);
        var thrown = new AtomicReference<Throwable>();
        Thread.ofPlatform().uncaughtExceptionHandler((t, e) -> thrown.set(e)).start(arena::close)
                .join();
        assertInstanceOf(WrongThreadException.class, thrown.get());
        segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        arena.close();
        assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, arena::close);
        assertEquals(2, pool.stats().closed());
    }

    @Test
    void aSharedArenaIsClosedByAnyThread() throws InterruptedException {
        PooledArena arena = pool.shared();
        MemorySegment segment = arena.allocate(8);
        Thread.ofPlatform().start(arena::close).join();
        assertFalse(segment.scope().isAlive());
    }

    @Test
    void leasesEndInBatches() {
        SharedLease first = pool.lease(64, 16);
        SharedLease second = pool.lease(64, 16);
        MemorySegment segment = first.segment();
        first.close();
        pool.flush();
        assertTrue(segment.scope().isAlive(), "the other lease of the batch is open");
        second.close();
        pool.flush();
        assertFalse(segment.scope().isAlive());
        assertEquals(0, pool.stats().limboBytes());
    }

    @Test
    void thePoolEndsWithItsLastArena() {
        PooledArena arena = pool.confined();
        pool.close();
        assertThrows(IllegalStateException.class, pool::confined);
        assertFalse(pool.ground().isFinished());
        arena.allocate(8);
        arena.close();
        assertTrue(pool.ground().isFinished());
    }
}
