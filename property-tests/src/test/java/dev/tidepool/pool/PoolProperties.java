// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import dev.tidepool.pool.PoolModel.Kind;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/**
 * Random histories over several threads, one step at a time, against {@link PoolModel}'s oracle:
 * contents, aging, hooks, statistics and bounds of each kind of pool.
 */
class PoolProperties {

    private static final Crew CREW = new Crew();
    private static final int STEPS = 60;

    /** What one step does with a number drawn for it. */
    private interface Step {
        void run(PoolModel model, int number);
    }

    @Property(tries = 400)
    void aPlainPoolKeepsItsAccounts(@ForAll("plain") ActionChain<PoolModel> chain) {
        check(chain);
    }

    @Property(tries = 400)
    void aHookedPoolKeepsItsAccounts(@ForAll("hooked") ActionChain<PoolModel> chain) {
        check(chain);
    }

    @Property(tries = 400)
    void anEvictingPoolKeepsItsAccounts(@ForAll("evicting") ActionChain<PoolModel> chain) {
        check(chain);
    }

    @Property(tries = 400)
    void aPoolBoundInBytesKeepsItsAccounts(@ForAll("bytes") ActionChain<PoolModel> chain) {
        check(chain);
    }

    @Property(tries = 400)
    void anEvictingPoolBoundInBytesKeepsItsAccounts(
            @ForAll("evictingBytes") ActionChain<PoolModel> chain) {
        check(chain);
    }

    @Property(tries = 200)
    void aCheckedPoolKeepsItsAccounts(@ForAll("checked") ActionChain<PoolModel> chain) {
        check(chain);
    }

    private static void check(ActionChain<PoolModel> chain) {
        chain.withInvariant("adds up", PoolModel::check).run().checkEnd();
    }

    @Provide
    Arbitrary<ActionChain<PoolModel>> plain() {
        return chains(Kind.PLAIN);
    }

    @Provide
    Arbitrary<ActionChain<PoolModel>> hooked() {
        return chains(Kind.HOOKED);
    }

    @Provide
    Arbitrary<ActionChain<PoolModel>> evicting() {
        return chains(Kind.EVICTING);
    }

    @Provide
    Arbitrary<ActionChain<PoolModel>> bytes() {
        return chains(Kind.BYTES);
    }

    @Provide
    Arbitrary<ActionChain<PoolModel>> evictingBytes() {
        return chains(Kind.EVICTING_BYTES);
    }

    @Provide
    Arbitrary<ActionChain<PoolModel>> checked() {
        return chains(Kind.CHECKED);
    }

    private static Arbitrary<ActionChain<PoolModel>> chains(Kind kind) {
        Arbitrary<Integer> bounds = Arbitraries.of(0, 1, 2, 3, 4, 7, 16, 33, 64, 100, 200, 512);
        Arbitrary<Long> bytes = Arbitraries.of(0L, 30L, 200L, 1_000L, 6_400L, 100_000L);
        return Combinators.combine(bounds, bytes).flatAs((objects, most) -> histories(kind,
                objects, kind.sizes() ? most : Long.MAX_VALUE));
    }

    private static Arbitrary<ActionChain<PoolModel>> histories(Kind kind, int objects, long bytes) {
        return ActionChain.startWith(() -> new PoolModel(kind, objects, bytes))
                .withAction(6, step("get", 0, (model, n) -> model.get()))
                .withAction(3, step("poll", 0, (model, n) -> model.poll()))
                .withAction(8, step("put", 1000, (model, n) -> model.put(n, Thing.Nature.GOOD)))
                .withAction(2, step("put ill", 1000, (model, n) -> model.put(n, nature(n))))
                .withAction(2, step("lease", 0, (model, n) -> model.lease()))
                .withAction(2, step("close lease", 1000, PoolModel::closeLease))
                .withAction(3, step("burst", 150, PoolModel::burst))
                .withAction(3, step("put many", 600, PoolModel::putMany))
                .withAction(2, step("poll many", 600, PoolModel::pollMany))
                .withAction(1, step("put twice", 0, (model, n) -> model.putTwice()))
                .withAction(3, step("tick", 0, (model, n) -> model.tick()))
                .withAction(1, step("clear", 0, (model, n) -> model.clear()))
                .withAction(1, step("close", 9, PoolProperties::closeSeldom))
                .withAction(1, step("replace thread", 1, PoolProperties::replaceThread))
                .withMaxTransformations(STEPS);
    }

    private static Thing.Nature nature(int n) {
        return Thing.Nature.values()[n % Thing.Nature.values().length];
    }

    private static void closeSeldom(PoolModel model, int n) {
        if (n == 9) {
            model.close();
        }
    }

    private static void replaceThread(PoolModel model, int n) {
        Thread me = Thread.currentThread();
        if (!me.getName().equals("crew")) {
            CREW.replace(n == 0 ? Crew.Member.FIRST : Crew.Member.SECOND);
        }
    }

    private static Action<PoolModel> step(String name, int max, Step step) {
        Arbitrary<Transformer<PoolModel>> steps = Combinators
                .combine(Arbitraries.of(Crew.Member.class), Arbitraries.integers().between(0, max))
                .as((who, n) -> Transformer.mutate(name + " " + n + " on " + who,
                        model -> CREW.run(who, () -> step.run(model, n))));
        return (Action.Independent<PoolModel>) () -> steps;
    }
}
