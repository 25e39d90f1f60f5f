// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose turn it is. */
@Timeout(60)
class BoundedPoolLineTest {

    private final WaitingLine<Item> line = new WaitingLine<>();

    private Waiter<Item> join() {
        var waiter = new Waiter<Item>();
        line.join(waiter);
        return waiter;
    }

    @Test
    void whoCameFirstIsToldFirst() {
        Waiter<Item> one = join();
        Waiter<Item> two = join();
        assertSame(one, line.nextToTell());
        assertSame(two, line.nextToTell());
        assertNull(line.nextToTell());
    }

    @Test
    void whoWasToldInVainIsHandedTheNext() {
        Waiter<Item> one = join();
        join();
        line.nextToTell();
        assertNull(line.nextDue());
        line.foundNothing(one);
        assertSame(one, line.nextDue());
        assertNull(line.nextDue());
    }

    @Test
    void whoLooksWithoutHavingBeenToldKeepsItsPlace() {
        Waiter<Item> one = join();
        line.foundNothing(one);
        assertNull(line.nextDue());
        assertSame(one, line.nextToTell());
    }

    @Test
    void whoLeavesIsNeitherToldNorDue() {
        Waiter<Item> waits = join();
        line.leave(waits);
        assertNull(line.nextToTell());
        Waiter<Item> due = join();
        line.nextToTell();
        line.foundNothing(due);
        line.leave(due);
        assertNull(line.nextDue());
        Waiter<Item> told = join();
        line.nextToTell();
        line.leave(told);
        assertEquals(0, line.size());
    }

    @Test
    void everybodyInLineIsCounted() {
        Waiter<Item> one = join();
        join();
        join();
        line.nextToTell();
        line.nextToTell();
        line.foundNothing(one);
        assertEquals(3, line.size());
    }

    @Test
    void nobodyIsInOrderWhoWaitsBesideWhatIsAtHand() {
        assertTrue(line.isInOrder(3));
        Waiter<Item> one = join();
        assertFalse(line.isInOrder(1));
        join();
        line.nextToTell();
        assertTrue(line.isInOrder(1));
        line.foundNothing(one);
        assertTrue(line.isInOrder(0));
        assertFalse(line.isInOrder(1));
    }
}
