// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** An allocator is a map from addresses to sizes, and what is in a block stays in it. */
class AllocatorProperties {

    private static final List<Profile> PLAIN =
            List.of(Profile.THROUGHPUT, Profile.BALANCED, Profile.LOW_MEMORY);

    @Property(tries = 12)
    void blocksAreApartAndKeepTheirContents(@ForAll("real") ActionChain<AllocatorModel> chain) {
        check(chain);
    }

    @Property(tries = 30)
    void eachByteIsAccountedForWhateverTheSystemRefuses(
            @ForAll("refusing") ActionChain<AllocatorModel> chain) {
        check(chain);
    }

    @Property(tries = 30)
    void aHardLimitIsNeverPassed(@ForAll("limited") ActionChain<AllocatorModel> chain) {
        check(chain);
    }

    /** The call that fails is each one in turn. */
    @Property(tries = 40)
    void aRefusedCallLosesNothing(@ForAll @IntRange(min = 1, max = 60) int call,
            @ForAll boolean releases) {
        var source = FakePages.withMemory(releases, 8192);
        source.refuse(call, 1);
        var model = new AllocatorModel(Profile.BALANCED, source, 8 << 20, 16 << 20);
        for (int i = 0; i < 120; i++) {
            model.allocate(1L << i % 21, i);
            if (i % 3 == 2) {
                model.free(i);
            }
            if (i % 10 == 9) {
                model.trim();
                model.check();
            }
        }
        model.checkEnd();
    }

    private static void check(ActionChain<AllocatorModel> chain) {
        chain.withInvariant("a map of blocks", AllocatorModel::check).run().checkEnd();
    }

    @Provide
    Arbitrary<ActionChain<AllocatorModel>> real() {
        return Combinators.combine(Arbitraries.of(Profile.values()), Arbitraries.of(true, false))
                .flatAs((profile, system) -> histories(() -> new AllocatorModel(profile,
                        system ? PageSource.system() : PageSource.portable(),
                        MemoryLimit.NONE, MemoryLimit.NONE)));
    }

    @Provide
    Arbitrary<ActionChain<AllocatorModel>> refusing() {
        return Combinators.combine(Arbitraries.of(PLAIN), Arbitraries.of(4096L, 8192L, 65536L),
                        Arbitraries.integers().between(1, 200),
                        Arbitraries.integers().between(1, 4))
                .flatAs((profile, page, from, count) -> histories(() -> {
                    var source = FakePages.withMemory(true, page);
                    source.refuse(from, count);
                    return new AllocatorModel(profile, source, MemoryLimit.NONE, MemoryLimit.NONE);
                }));
    }

    @Provide
    Arbitrary<ActionChain<AllocatorModel>> limited() {
        return Combinators.combine(Arbitraries.of(PLAIN), Arbitraries.of(true, false),
                        Arbitraries.longs().between(1 << 20, 16 << 20))
                .flatAs((profile, releases, hard) -> histories(() -> new AllocatorModel(profile,
                        FakePages.withMemory(releases, 8192), hard / 2, hard)));
    }

    private static Arbitrary<ActionChain<AllocatorModel>> histories(
            Supplier<AllocatorModel> start) {
        return ActionChain.startWith(start)
                .withAction(12, step("allocate", (m, n) -> m.allocate(size(n), n % 97)))
                .withAction(3, step("allocate many", AllocatorProperties::many))
                .withAction(12, step("free", AllocatorModel::free))
                .withAction(2, step("free half", AllocatorProperties::freeHalf))
                .withAction(1, step("free twice", AllocatorModel::freeTwice))
                .withAction(1, step("free inside", AllocatorModel::freeInside))
                .withAction(4, step("reallocate", (m, n) -> m.reallocate(n % 101, size(n))))
                .withAction(1, step("trim", (model, n) -> model.trim()))
                .withAction(2, step("scavenge", (model, n) -> model.scavenge(n % 30)))
                .withAction(1, step("replace helper", AllocatorProperties::replace))
                .withMaxTransformations(60).map(chain -> chain);
    }

    private static void replace(AllocatorModel model, int n) {
        if (!Thread.currentThread().getName().equals("helper")) {
            model.replaceHelper();
        }
    }

    private static void many(AllocatorModel model, int n) {
        long size = size(n) & 4095;
        for (int i = 0; i < 40; i++) {
            model.allocate(size, n + i);
        }
    }

    private static void freeHalf(AllocatorModel model, int n) {
        for (int i = 0; i < 40; i++) {
            model.free(n + i);
        }
    }

    /** Log-uniform up to 2 MiB. */
    private static long size(int n) {
        int bits = n % 22;
        return (n * 0x9E37_79B9L & 0x7FFF_FFFFL) & (1L << bits) - 1;
    }

    private static Action<AllocatorModel> step(String name, ObjIntConsumer<AllocatorModel> body) {
        Arbitrary<Transformer<AllocatorModel>> steps = Combinators
                .combine(Arbitraries.integers().between(0, 100_000), Arbitraries.of(true, false))
                .as((n, here) -> Transformer.mutate(name + " " + n + (here ? "" : " elsewhere"),
                        model -> run(model, here, () -> body.accept(model, n))));
        return (Action.Independent<AllocatorModel>) () -> steps;
    }

    private static void run(AllocatorModel model, boolean here, Runnable step) {
        if (here) {
            step.run();
        } else {
            model.elsewhere(step);
        }
    }
}
