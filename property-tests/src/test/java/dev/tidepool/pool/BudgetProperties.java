// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;

/** {@code free + sum over open accounts of held = limit}, whatever is taken, given and closed. */
class BudgetProperties {

    private static final int MOST_AT_ONCE = 200;

    @Property(tries = 500)
    void freeAndHeldAddUpToTheLimit(@ForAll("histories") ActionChain<BudgetModel> chain) {
        chain.withInvariant("adds up", BudgetModel::check).run();
    }

    @Provide
    Arbitrary<ActionChain<BudgetModel>> histories() {
        return Arbitraries.longs().between(0, 1000).flatMap(limit -> ActionChain
                .startWith(() -> new BudgetModel(limit))
                .withAction(6, Steps.<BudgetModel>step("take", MOST_AT_ONCE, BudgetModel::take))
                .withAction(4, Steps.<BudgetModel>step("give", MOST_AT_ONCE, BudgetModel::give))
                .withAction(2, Steps.<BudgetModel>step("give late", MOST_AT_ONCE,
                        BudgetModel::giveLate))
                .withAction(1, Steps.<BudgetModel>step("close", MOST_AT_ONCE, BudgetModel::close))
                .withAction(1, Steps.<BudgetModel>step("open", 0, (model, n) -> model.open()))
                .withMaxTransformations(60));
    }
}
