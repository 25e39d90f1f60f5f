// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.function.ObjIntConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.Transformer;

/** Actions of stateful properties. */
final class Steps {

    private Steps() {
    }

    /** Changes the model; is given a number from 0 to {@code max}. */
    static <M> Action<M> step(String name, int max, ObjIntConsumer<M> body) {
        Arbitrary<Transformer<M>> steps = Arbitraries.integers().between(0, max)
                .map(n -> Transformer.mutate(name + " " + n, model -> body.accept(model, n)));
        return (Action.Independent<M>) () -> steps;
    }
}
