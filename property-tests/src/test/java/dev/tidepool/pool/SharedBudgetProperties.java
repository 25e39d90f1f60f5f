// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;

/**
 * One budget, drawn on in units of many sizes:
 * {@code free + sum over open accounts of unit * held = limit}.
 */
class SharedBudgetProperties {
    private static final long[] UNITS = {1, 2, 3, 5, 8, 20, 64, 1000, 1L << 30};
    private static final int MOST_AT_ONCE = 400;

    private static final class Model {
        private final Budget budget;
        private final List<Entry> entries = new ArrayList<>();
        private long takenDirectly;

        private static final class Entry {
            final Budget.Account account;
            final long unit;
            long held;
            boolean closed;

            Entry(Budget budget, long unit) {
                account = budget.inUnitsOf(unit).new Account();
                this.unit = unit;
            }
        }

        Model(long limit) {
            budget = new Budget(limit);
            for (long unit : UNITS) {
                entries.add(new Entry(budget, unit));
            }
        }

        private Entry pick(int n) {
            return entries.get(n % entries.size());
        }

        void open(int n) {
            entries.add(new Entry(budget, UNITS[n % UNITS.length]));
        }

        void take(int n) {
            Entry entry = pick(n);
            long free = budget.free();
            assertEquals(free >= entry.unit, entry.account.mayTake());
            long taken = entry.account.take(n);
            assertEquals(entry.closed ? 0 : Math.min(free / entry.unit, n), taken);
            entry.held += taken;
        }

        void give(int n) {
            Entry entry = pick(n);
            long given = Math.min(n, entry.held);
            entry.account.give(given);
            entry.held -= given;
        }

        void takeAll(int n) {
            long unit = UNITS[n % UNITS.length];
            long free = budget.free();
            boolean taken = budget.inUnitsOf(unit).takeAll(n);
            assertEquals(n <= free / unit, taken, () -> n + " of " + unit);
            takenDirectly += taken ? n * unit : 0;
        }

        void giveBack(int n) {
            long given = Math.min(n, takenDirectly);
            budget.giveBack(given);
            takenDirectly -= given;
        }

        void close(int n) {
            Entry entry = pick(n);
            entry.account.close();
            entry.closed = true;
            entry.held = 0;
        }

        void check() {
            long held = takenDirectly;
            for (Entry entry : entries) {
                assertEquals(entry.held, entry.account.held());
                held += entry.unit * entry.held;
            }
            assertEquals(budget.limit(), budget.free() + held);
            assertTrue(budget.free() >= 0);
        }
    }

    @Property(tries = 500)
    void freeAndHeldAddUpToTheLimit(@ForAll("histories") ActionChain<Model> chain) {
        chain.withInvariant("adds up", Model::check).run();
    }

    @Provide
    Arbitrary<ActionChain<Model>> histories() {
        return Arbitraries.of(0L, 1L, 7L, 100L, 4_096L, 1L << 20, 1L << 33, Long.MAX_VALUE)
                .flatMap(limit -> ActionChain.startWith(() -> new Model(limit))
                        .withAction(6, Steps.<Model>step("take", MOST_AT_ONCE, Model::take))
                        .withAction(4, Steps.<Model>step("give", MOST_AT_ONCE, Model::give))
                        .withAction(2, Steps.<Model>step("take all", MOST_AT_ONCE, Model::takeAll))
                        .withAction(2, Steps.<Model>step("give back", 9_999, Model::giveBack))
                        .withAction(1, Steps.<Model>step("close", MOST_AT_ONCE, Model::close))
                        .withAction(1, Steps.<Model>step("open", MOST_AT_ONCE, Model::open))
                        .withMaxTransformations(60));
    }
}
