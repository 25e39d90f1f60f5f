// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** Arenas, children and leases: whatever the history, what is open is apart and intact. */
class ArenaProperties {

    @Property(tries = 50)
    void whatIsOpenIsApartAndIntact(@ForAll("any") ActionChain<ArenaModel> chain) {
        check(chain);
    }

    @Property(tries = 25)
    void evenWhereMemoryIsShort(@ForAll("limited") ActionChain<ArenaModel> chain) {
        check(chain);
    }

    @Property(tries = 10)
    void evenWhereNothingIsRecycled(@ForAll("degraded") ActionChain<ArenaModel> chain) {
        check(chain);
    }

    private static void check(ActionChain<ArenaModel> chain) {
        chain.withInvariant("what is open", ArenaModel::check).run().checkEnd();
    }

    @Provide
    Arbitrary<ActionChain<ArenaModel>> any() {
        return Combinators.combine(Arbitraries.of(Zeroing.values()),
                        Arbitraries.of(1L, 64L, 4096L, 65_536L))
                .flatAs((zeroing, block) ->
                        histories(() -> new ArenaModel(true, zeroing, block, 0)));
    }

    @Provide
    Arbitrary<ActionChain<ArenaModel>> limited() {
        return Combinators.combine(Arbitraries.of(Zeroing.values()),
                        Arbitraries.of(1L, 4096L), Arbitraries.longs().between(2 << 20, 8 << 20))
                .flatAs((zeroing, block, limit) ->
                        histories(() -> new ArenaModel(true, zeroing, block, limit)));
    }

    @Provide
    Arbitrary<ActionChain<ArenaModel>> degraded() {
        return histories(() -> new ArenaModel(false, Zeroing.ON_ALLOCATE, 4096, 0));
    }

    private static Arbitrary<ActionChain<ArenaModel>> histories(Supplier<ArenaModel> start) {
        return ActionChain.startWith(start)
                .withAction(3, step("confined", ArenaModel::confined))
                .withAction(1, step("shared", ArenaModel::shared))
                .withAction(6, step("child", ArenaModel::child))
                .withAction(12, step("allocate", (m, n) -> m.allocate(size(n), n % 1009)))
                .withAction(4, step("allocate many", ArenaProperties::many))
                .withAction(3, step("nest", ArenaProperties::nest))
                .withAction(3, step("text", ArenaModel::text))
                .withAction(6, step("close", ArenaModel::close))
                .withAction(4, step("lease", (m, n) -> m.lease(size(n), n)))
                .withAction(4, step("close lease", ArenaModel::closeLease))
                .withAction(1, step("flush", ArenaModel::flush))
                .withAction(1, step("misuse", ArenaModel::misuse))
                .withMaxTransformations(80).map(chain -> chain);
    }

    private static void many(ArenaModel model, int n) {
        for (int i = 0; i < 30; i++) {
            model.allocate(size(n + i) & 511, n);
        }
    }

    private static void nest(ArenaModel model, int n) {
        for (int i = 0; i < 3; i++) {
            model.childOfYoungest();
            model.allocateFromYoungest(size(n + i) & 1023);
        }
        for (int i = 0; i < 3; i++) {
            model.closeYoungest();
        }
    }

    /** Log-uniform up to 512 KiB, mostly small. */
    private static long size(int n) {
        int bits = n % 13 == 0 ? 19 : n % 11;
        return (n * 0x9E37_79B9L & 0x7FFF_FFFFL) & (1L << bits) - 1;
    }

    private static Action<ArenaModel> step(String name, ObjIntConsumer<ArenaModel> body) {
        Arbitrary<Transformer<ArenaModel>> steps = Arbitraries.integers().between(0, 100_000)
                .map(n -> Transformer.mutate(name + " " + n, model -> body.accept(model, n)));
        return (Action.Independent<ArenaModel>) () -> steps;
    }
}
