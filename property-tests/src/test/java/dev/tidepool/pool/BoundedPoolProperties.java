// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** Random histories of one thread, against {@link BoundedModel}'s oracle. */
class BoundedPoolProperties {

    private static final int STEPS = 60;

    /** What one step does with a number and a flaw drawn for it. */
    private interface Step {
        void run(BoundedModel model, int number, BoundedModel.Flaw flaw);
    }

    @Property(tries = 500)
    void aBoundedPoolKeepsItsAccounts(@ForAll("histories") ActionChain<BoundedModel> chain) {
        chain.withInvariant("adds up", BoundedModel::check).run();
    }

    @Provide
    Arbitrary<ActionChain<BoundedModel>> histories() {
        return Arbitraries.of(1, 2, 3, 7, Integer.MAX_VALUE).flatMap(capacity -> ActionChain
                .startWith(() -> new BoundedModel(capacity))
                .withAction(8, step("claim", (model, n, flaw) -> model.claim(n % 2 == 0)))
                .withAction(3, step("close good",
                        (model, n, flaw) -> model.end(n, BoundedModel.Flaw.NONE, false)))
                .withAction(3, step("close", (model, n, flaw) -> model.end(n, flaw, false)))
                .withAction(1, step("discard", (model, n, flaw) -> model.end(n, flaw, true)))
                .withAction(1, step("end again",
                        (model, n, flaw) -> model.endAgain(n, n % 2 == 0)))
                .withAction(1, step("pass", (model, n, flaw) -> model.pass(n)))
                .withAction(1, step("switch factory", (model, n, flaw) -> model.switchFactory()))
                .withAction(1, step("close pool", BoundedPoolProperties::closeSeldom))
                .withMaxTransformations(STEPS));
    }

    private static void closeSeldom(BoundedModel model, int n, BoundedModel.Flaw flaw) {
        if (n % 10 == 9) {
            model.close();
        }
    }

    private static Action<BoundedModel> step(String name, Step step) {
        Arbitrary<Transformer<BoundedModel>> steps = Combinators
                .combine(Arbitraries.integers().between(0, 60),
                        Arbitraries.of(BoundedModel.Flaw.class))
                .as((n, flaw) -> Transformer.mutate(name + " " + n + " " + flaw,
                        model -> step.run(model, n, flaw)));
        return (Action.Independent<BoundedModel>) () -> steps;
    }
}
