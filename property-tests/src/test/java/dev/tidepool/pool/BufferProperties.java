// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import dev.tidepool.pool.BufferModel.Kind;
import java.util.function.ObjIntConsumer;
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
 * Random histories of a pool of buffers over several threads, one step at a time, against
 * {@link BufferModel}'s oracle: contents, aging, hooks, statistics and the bound over all classes.
 */
class BufferProperties {

    private static final Crew CREW = new Crew();
    private static final int STEPS = 60;
    private static final int MOST = 20_000; // of what sizes are derived from

    @Property(tries = 400)
    void aPlainPoolKeepsItsAccounts(@ForAll("plain") ActionChain<BufferModel> chain) {
        check(chain);
    }

    @Property(tries = 300)
    void aTendedPoolKeepsItsAccounts(@ForAll("tended") ActionChain<BufferModel> chain) {
        check(chain);
    }

    @Property(tries = 300)
    void anEvictingPoolKeepsItsAccounts(@ForAll("evicting") ActionChain<BufferModel> chain) {
        check(chain);
    }

    @Property(tries = 200)
    void aCheckedPoolKeepsItsAccounts(@ForAll("checked") ActionChain<BufferModel> chain) {
        check(chain);
    }

    private static void check(ActionChain<BufferModel> chain) {
        chain.withInvariant("adds up", BufferModel::check).run().checkEnd();
    }

    @Provide
    Arbitrary<ActionChain<BufferModel>> plain() {
        return histories(Kind.PLAIN);
    }

    @Provide
    Arbitrary<ActionChain<BufferModel>> tended() {
        return histories(Kind.TENDED);
    }

    @Provide
    Arbitrary<ActionChain<BufferModel>> evicting() {
        return histories(Kind.EVICTING);
    }

    @Provide
    Arbitrary<ActionChain<BufferModel>> checked() {
        return histories(Kind.CHECKED);
    }

    private static Arbitrary<ActionChain<BufferModel>> histories(Kind kind) {
        return Arbitraries.of(0L, 1L, 3L, 10L, 64L, 100L, 1_000L, 10_000L, 1L << 20)
                .flatMap(bound -> histories(kind, bound));
    }

    private static Arbitrary<ActionChain<BufferModel>> histories(Kind kind, long bound) {
        return ActionChain.startWith(() -> new BufferModel(kind, bound))
                .withAction(8, step("get", MOST, (model, n) -> model.get(size(n))))
                .withAction(10, step("put", 1000, BufferModel::put))
                .withAction(2, step("lease", MOST, (model, n) -> model.lease(size(n))))
                .withAction(2, step("close lease", 1000, BufferModel::closeLease))
                .withAction(4, step("burst", 150, BufferModel::burst))
                .withAction(1, step("lose", 0, (model, n) -> model.lose()))
                .withAction(1, step("put twice", 0, (model, n) -> model.putTwice()))
                .withAction(3, step("tick", 0, (model, n) -> model.tick()))
                .withAction(1, step("clear", 0, (model, n) -> model.clear()))
                .withAction(1, step("close", 9, BufferProperties::closeSeldom))
                .withAction(1, step("replace thread", 1, BufferProperties::replaceThread))
                .withMaxTransformations(STEPS);
    }

    /** Few sizes, most of them small, so that many meet in a class. */
    private static int size(int n) {
        return n % 4 == 0 ? n : n % 37;
    }

    private static void closeSeldom(BufferModel model, int n) {
        if (n == 9) {
            model.close();
        }
    }

    private static void replaceThread(BufferModel model, int n) {
        if (!Thread.currentThread().getName().equals("crew")) {
            CREW.replace(n == 0 ? Crew.Member.FIRST : Crew.Member.SECOND);
        }
    }

    private static Action<BufferModel> step(String name, int max,
            ObjIntConsumer<BufferModel> step) {
        Arbitrary<Transformer<BufferModel>> steps = Combinators
                .combine(Arbitraries.of(Crew.Member.class), Arbitraries.integers().between(0, max))
                .as((who, n) -> Transformer.mutate(name + " " + n + " on " + who,
                        model -> CREW.run(who, () -> step.accept(model, n))));
        return (Action.Independent<BufferModel>) () -> steps;
    }
}
