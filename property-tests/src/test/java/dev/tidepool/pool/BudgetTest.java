// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Permits worth more than one, permits all at once, and the count of what was refused. */
class BudgetTest {

    private final Budget budget = new Budget(100);
    private final Budget byThirty = budget.inUnitsOf(30);

    @Test
    void aPermitIsWorthItsUnit() {
        var account = byThirty.new Account();
        assertTrue(account.mayTake());
        assertEquals(2, account.take(2));
        assertEquals(40, budget.free());
        assertEquals(2, account.held());
        assertEquals(1, account.take(5), "40 are one permit and a rest");
        assertEquals(10, budget.free());
        assertFalse(account.mayTake());
        assertEquals(0, account.take(1));
        account.give(2);
        assertEquals(70, budget.free());
        account.give(9);
        assertEquals(100, budget.free(), "no more than it holds");
        assertEquals(3, account.take(9));
        account.close();
        assertEquals(100, budget.free());
        assertEquals(0, account.held());
        assertEquals(0, account.take(1));
        assertEquals(100, budget.free());
        assertEquals(100, byThirty.limit());
        assertEquals(100, byThirty.free());
    }

    @Test
    void exactlyAUnitThatIsFreeIsAPermit() {
        assertTrue(budget.takeAll(70));
        var account = byThirty.new Account();
        assertTrue(account.mayTake());
        assertEquals(1, account.take(1));
        assertEquals(0, budget.free());
        assertFalse(account.mayTake());
    }

    @Test
    void allOrNoneAreTaken() {
        assertFalse(budget.takeAll(101));
        assertFalse(byThirty.takeAll(4));
        assertEquals(100, budget.free());
        assertTrue(byThirty.takeAll(3));
        assertEquals(10, budget.free());
        assertTrue(budget.takeAll(10));
        assertFalse(budget.takeAll(1));
        assertTrue(budget.takeAll(0));
        byThirty.giveBack(2);
        assertEquals(60, budget.free());
    }

    @Test
    void aBudgetIsOverrunOnceAsMuchWasRefusedAsItHas() {
        assertFalse(budget.isOverrun());
        budget.refuse(99);
        assertFalse(budget.isOverrun());
        budget.refuse(1);
        assertTrue(budget.isOverrun());
        assertFalse(budget.isOverrun());
        byThirty.refuse(3);
        assertFalse(budget.isOverrun());
        byThirty.refuse(1);
        assertTrue(byThirty.isOverrun());
        assertFalse(budget.isOverrun(), "counting begins anew for all who share it");
        var none = new Budget(0);
        assertFalse(none.isOverrun());
        none.refuse(1);
        assertTrue(none.isOverrun());
    }
}
