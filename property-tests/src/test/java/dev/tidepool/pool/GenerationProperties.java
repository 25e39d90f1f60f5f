// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;

/**
 * Random histories of many threads over one generation: caches, stripes, depot, adoption, permits
 * and bytes, as primary, as victim and after its end.
 */
class GenerationProperties {

    private static final int STEPS = 50;

    @Property(tries = 600)
    void whatIsOwnedStaysAccountedFor(@ForAll("owned") ActionChain<GenerationModel> chain) {
        check(chain);
    }

    @Property(tries = 600)
    void whatIsClaimedStaysAccountedFor(@ForAll("exact") ActionChain<GenerationModel> chain) {
        check(chain);
    }

    private static void check(ActionChain<GenerationModel> chain) {
        try (GenerationModel end = chain.withInvariant("adds up", GenerationModel::check).run()) {
            end.takeAll();
            end.check();
        }
    }

    @Provide
    Arbitrary<ActionChain<GenerationModel>> owned() {
        return histories(false);
    }

    @Provide
    Arbitrary<ActionChain<GenerationModel>> exact() {
        return histories(true);
    }

    private static Arbitrary<ActionChain<GenerationModel>> histories(boolean exact) {
        Arbitrary<Integer> bounds = Arbitraries.of(1, 2, 3, 5, 8, 16, 40, 100, 256, 600);
        Arbitrary<Long> bytes = Arbitraries.of(Sizing.UNSIZED, 0L, 100L, 2_000L, 50_000L);
        Arbitrary<Integer> cpus = Arbitraries.of(1, 2, 4, 32);
        return Combinators.combine(bounds, bytes, cpus)
                .flatAs((max, most, n) -> histories(Sizing.of(max, most, n), exact));
    }

    private static Arbitrary<ActionChain<GenerationModel>> histories(Sizing sizing,
            boolean exact) {
        return ActionChain.startWith(() -> new GenerationModel(sizing, exact))
                .withAction(8, Steps.step("give", 500, GenerationModel::give))
                .withAction(8, Steps.step("take", 500, GenerationModel::take))
                .withAction(6, Steps.step("give many", 300, GenerationModel::giveMany))
                .withAction(4, Steps.step("take many", 300, GenerationModel::takeMany))
                .withAction(2, Steps.<GenerationModel>step("begin", 0, (m, n) -> m.addThread()))
                .withAction(2, Steps.step("end", 500, GenerationModel::endThread))
                .withAction(1, Steps.<GenerationModel>step("age", 0, (m, n) -> m.becomeVictim()))
                .withAction(1, Steps.step("close", 500, GenerationProperties::closeSeldom))
                .withMaxTransformations(STEPS);
    }

    private static void closeSeldom(GenerationModel model, int n) {
        if (n > 300) {
            model.close(n);
        }
    }
}
