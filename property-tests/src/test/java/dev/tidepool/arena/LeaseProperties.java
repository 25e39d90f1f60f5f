// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.util.function.ObjIntConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** Batches of leases: when one is sealed, when one ends, and what is in limbo until then. */
class LeaseProperties {

    @Property(tries = 60)
    void aBatchEndsWithItsLastLease(@ForAll("histories") ActionChain<LeaseModel> chain) {
        chain.withInvariant("batches", LeaseModel::check).run().close();
    }

    @Provide
    Arbitrary<ActionChain<LeaseModel>> histories() {
        return ActionChain.startWith(LeaseModel::new)
                .withAction(8, step("open", 5_000, LeaseModel::open))
                .withAction(4, step("open large", 500_000, (model, n) -> model.open(n + (1 << 20))))
                .withAction(2, step("open many", 100, LeaseModel::openMany))
                .withAction(6, step("close", 1_000, LeaseModel::close))
                .withAction(3, step("close many", 100, LeaseModel::closeMany))
                .withAction(2, step("grow old", 60, LeaseModel::grow))
                .withAction(2, step("flush", 0, (model, n) -> model.flush()))
                .withMaxTransformations(40).map(chain -> chain);
    }

    private static Action<LeaseModel> step(String name, int max,
            ObjIntConsumer<LeaseModel> body) {
        Arbitrary<Transformer<LeaseModel>> steps = Arbitraries.integers().between(0, max)
                .map(n -> Transformer.mutate(name + " " + n, model -> body.accept(model, n)));
        return (Action.Independent<LeaseModel>) () -> steps;
    }
}
