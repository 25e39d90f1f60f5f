// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Slots, epochs, and how leaks are found by them. */
class SlotsTest {

    private final ArenaPool pool = ArenaPool.builder().diagnostics(true).onLeak(leak -> {
    }).build();

    private Slots slots(boolean striped) {
        return new Slots(pool.ground(), "test", Slots.MOST, striped);
    }

    @Test
    void aSlotIsUsedAgain() {
        Slots slots = slots(false);
        Chunks c = slots.take();
        assertNotSame(c, slots.take());
        slots.close(c);
        assertSame(c, slots.take());
    }

    @Test
    void sixtyFourArenasFillAnEpoch() {
        Slots slots = slots(false);
        for (int i = 0; i < 64; i++) {
            assertTrue(slots.hasRoom());
            slots.take();
        }
        assertFalse(slots.hasRoom());
        assertEquals(64, slots.open());
        Slots striped = slots(true);
        for (int i = 0; i < 64; i++) {
            assertNotNull(striped.takeStriped());
        }
        assertNull(striped.takeStriped());
    }

    @Test
    void anEpochDoesNotGoOnForEverWhileAnArenaIsOpen() {
        Slots slots = slots(false);
        Chunks longLived = slots.take();
        int opens = 1;
        for (; slots.hasRoom() && opens < 10_000; opens++) {
            slots.close(slots.take());
        }
        assertEquals(4096, opens);
        assertFalse(slots.restart());
        slots.close(longLived);
        assertTrue(slots.restart());
        assertTrue(slots.hasRoom());
    }

    @Test
    void stripedSlotsAreNeverHandedOutTwice() throws InterruptedException {
        Slots slots = new Slots(pool.ground(), "test", 3, true);
        boolean[] used = new boolean[3];
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        var start = new CountDownLatch(1);
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().uncaughtExceptionHandler((x, e) -> failures.add(e))
                    .start(() -> {
                        await(start);
                        for (int i = 0; i < 1000; i++) {
                            Chunks c = slots.takeStriped();
                            if (c != null) {
                                assertFalse(used[c.slot]);
                                used[c.slot] = true;
                                Thread.yield();
                                used[c.slot] = false;
                                slots.close(c);
                            }
                        }
                    }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(0, slots.open());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatTheCollectorsThreadGetsLeadsToNoArena() throws IllegalAccessException {
        Slots slots = slots(false);
        Epoch epoch = Epoch.begin(slots);
        PooledArena arena = pool.confined();
        PooledArena child = arena.child();
        MemorySegment segment = child.allocate(100);
        PooledArena shared = pool.shared();
        shared.allocate(100);
        SharedLease lease = pool.lease(100, 8);
        lease.close();
        Set<Object> found = reachable(slots);
        for (Object o : found) {
            assertFalse(o instanceof Epoch || o instanceof Arena || o instanceof MemorySegment
                    || o instanceof MemorySegment.Scope || o instanceof Thread,
                    () -> "leads to " + o);
        }
        assertTrue(found.size() > 20);
        Reference.reachabilityFence(epoch);
        Reference.reachabilityFence(segment);
        arena.close();
        shared.close();
    }

    /** Follows the fields of this module's objects, arrays and collections, weak ones not. */
    private static Set<Object> reachable(Object root) throws IllegalAccessException {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> todo = new ArrayDeque<>(List.of(root));
        while (!todo.isEmpty()) {
            Object o = todo.pop();
            if (o instanceof Leases || !seen.add(o)) {
                continue; // current batches are the pool's until they are sealed
            }
            if (o instanceof Object[] array) {
                for (Object element : array) {
                    add(todo, element);
                }
            } else if (o instanceof Iterable<?> elements) {
                elements.forEach(element -> add(todo, element));
            } else if (o.getClass().getModule() == ArenaPool.class.getModule()) {
                for (Field field : o.getClass().getDeclaredFields()) {
                    boolean isReference = !field.getType().isPrimitive()
                            && !Modifier.isStatic(field.getModifiers());
                    if (isReference && field.trySetAccessible()) {
                        add(todo, field.get(o));
                    }
                }
            }
        }
        return seen;
    }

    private static void add(Deque<Object> todo, Object element) {
        if (element != null && !(element instanceof Reference<?>)) {
            todo.add(element);
        }
    }
}
