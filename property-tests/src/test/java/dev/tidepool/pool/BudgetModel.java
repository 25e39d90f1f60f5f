// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/** A budget beside plain numbers. */
final class BudgetModel {
    private final Budget budget;
    private final List<Entry> entries = new ArrayList<>();

    private static final class Entry {
        final Budget.Account account;
        long held;
        boolean closed;

        Entry(Budget.Account account) {
            this.account = account;
        }
    }

    BudgetModel(long limit) {
        budget = new Budget(limit);
        open();
    }

    void open() {
        entries.add(new Entry(budget.new Account()));
    }

    private Entry pick(int n) {
        return entries.get(n % entries.size());
    }

    void take(int n) {
        Entry entry = pick(n);
        long free = budget.free();
        assertEquals(free > 0, entry.account.mayTake());
        long taken = entry.account.take(n);
        assertEquals(entry.closed ? 0 : Math.min(free, n), taken);
        entry.held += taken;
    }

    void give(int n) {
        Entry entry = pick(n);
        long given = Math.min(n, entry.held);
        entry.account.give(given);
        entry.held -= given;
    }

    /** What was taken before the close may be given back after it, and is not counted twice. */
    void giveLate(int n) {
        pick(n).account.give(pick(n).closed ? n : 0);
    }

    void close(int n) {
        Entry entry = pick(n);
        entry.account.close();
        entry.closed = true;
        entry.held = 0;
    }

    void check() {
        long held = 0;
        for (Entry entry : entries) {
            assertEquals(entry.held, entry.account.held());
            held += entry.held;
        }
        assertEquals(budget.limit(), budget.free() + held);
        assertTrue(budget.free() >= 0);
    }
}
