// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;

/** The page heap against the state of each single page, with a system that refuses at times. */
class HeapProperties {

    /** Any run, runs worth a call, and aligned pages of which all are free. */
    private static final int[] WHOLE = {0, 1, 16, 256};

    @Property(tries = 30)
    void eachPageIsInOnePlace(@ForAll("releasing") ActionChain<HeapModel> chain) {
        check(chain);
    }

    @Property(tries = 20)
    void soItIsWhereTheSystemsPagesAreLarge(@ForAll("large") ActionChain<HeapModel> chain) {
        check(chain);
    }

    @Property(tries = 60)
    void soItIsWhereNothingCanBeReleased(@ForAll("keeping") ActionChain<HeapModel> chain) {
        check(chain);
    }

    @Property(tries = 30)
    void aHardLimitIsNeverPassed(@ForAll("limited") ActionChain<HeapModel> chain) {
        check(chain);
    }

    private static void check(ActionChain<HeapModel> chain) {
        chain.withInvariant("each page in one place", HeapModel::check).run().checkEnd();
    }

    @Provide
    Arbitrary<ActionChain<HeapModel>> releasing() {
        return Arbitraries.of(4096L, 8192L).flatMap(page -> histories(page, MemoryLimit.NONE));
    }

    @Provide
    Arbitrary<ActionChain<HeapModel>> large() {
        return Arbitraries.of(16384L, 65536L).flatMap(page -> histories(page, MemoryLimit.NONE));
    }

    @Provide
    Arbitrary<ActionChain<HeapModel>> limited() {
        return Combinators.combine(Arbitraries.of(4096L, 65536L),
                        Arbitraries.longs().between(1 << 20, 24 << 20))
                .flatAs(HeapProperties::histories);
    }

    @Provide
    Arbitrary<ActionChain<HeapModel>> keeping() {
        return Arbitraries.longs().between(1 << 20, 64 << 20)
                .flatMap(hard -> with(() -> new FakePages(false, 8192), hard / 2, hard));
    }

    private static ActionChainArbitrary<HeapModel> histories(long pageSize, long hard) {
        return with(() -> new FakePages(true, pageSize),
                hard == MemoryLimit.NONE ? hard : hard / 2, hard);
    }

    private static ActionChainArbitrary<HeapModel> with(
            Supplier<FakePages> source, long soft, long hard) {
        return ActionChain.startWith(() -> new HeapModel(source.get(), soft, hard))
                .withAction(6, Steps.step("claim", 40, (model, n) -> model.claim(1 + n, 1)))
                .withAction(2, Steps.step("claim much", 600, HeapProperties::claimMuch))
                .withAction(1, Steps.step("claim aligned", 90, HeapProperties::claimAligned))
                .withAction(1, Steps.step("claim most of a region", 100, HeapProperties::most))
                .withAction(8, Steps.step("free", 1000, HeapModel::free))
                .withAction(2, Steps.step("claim block", 0, (model, n) -> model.claimBlock()))
                .withAction(3, Steps.step("take from cache", 150,
                        (model, n) -> model.takeFromCache(n, 1 + n % 15)))
                .withAction(1, Steps.step("flush", 10, HeapModel::flush))
                .withAction(3, Steps.step("take resident", 600,
                        (model, n) -> model.takeResident(1 + n, WHOLE[n % WHOLE.length])))
                .withAction(3, Steps.step("released", 10, HeapModel::released))
                .withAction(1, Steps.step("refuse", 20, HeapModel::refuse))
                .withAction(1, Steps.step("advance", 2000, HeapModel::advance))
                .withMaxTransformations(60);
    }

    private static void claimAligned(HeapModel model, int n) {
        int most = (int) (model.regionBytes() / MHeap.PAGE);
        model.claim(1 + n % most, Math.min(most, 1 << n % 9));
    }

    private static void claimMuch(HeapModel model, int n) {
        model.claim(1 + n % (int) (model.regionBytes() / MHeap.PAGE), 1);
    }

    private static void most(HeapModel model, int n) {
        model.claim(Math.max(1, (int) (model.regionBytes() / MHeap.PAGE) - n), 1);
    }
}
