// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;

/** Stripes and the depot behind them, some of which are busy, beside a set of what is inside. */
class StripesProperties {

    private static final int STEPS = 60;

    /** What is busy is nobody's loss: others go on to the next stripe. */
    private static final class Model {

        private final Generation<Thing> generation;
        private final Stripes<Thing> stripes;
        private final List<Thread> threads = new ArrayList<>();
        private final Set<Cache<Thing>> busy = new HashSet<>();
        private final Set<Thing> inside = new HashSet<>();
        private int things;

        Model(int maxRetained, int processors) {
            var sizing = Sizing.of(maxRetained, Sizing.UNSIZED, processors);
            generation = new Generation<>(sizing, new Budget(maxRetained), new Budget(0), true);
            stripes = new Stripes<>(generation);
            for (int i = 0; i < 12; i++) {
                threads.add(Thread.ofVirtual().unstarted(() -> { }));
            }
        }

        private Thread who(int n) {
            return threads.get(n % threads.size());
        }

        private List<Cache<Thing>> all() {
            List<Cache<Thing>> all = new ArrayList<>();
            stripes.forEach(all::add);
            return all;
        }

        void give(int n) {
            var thing = new Thing(things++, 0);
            long free = generation.sizing().maxRetained() - generation.objects().held();
            boolean room = free > 0 && busy.isEmpty();
            if (stripes.give(who(n), thing, 0)) {
                inside.add(thing);
            } else {
                assertTrue(!room, "refused though there is room");
            }
        }

        void giveMany(int n) {
            for (int i = 0; i < n; i++) {
                give(n + i);
            }
        }

        void take(int n) {
            took(stripes.take(who(n), n % 2 == 0));
        }

        void takeFromDepot(int n) {
            took(stripes.takeFromDepot(who(n)));
        }

        private void took(Thing thing) {
            assertTrue(thing == null || inside.remove(thing), () -> thing + " is not inside");
        }

        /** Somebody enters a stripe, and stays there; or leaves. */
        void enterOrLeave(int n) {
            List<Cache<Thing>> all = all();
            if (!all.isEmpty()) {
                Cache<Thing> stripe = all.get(n % all.size());
                if (busy.remove(stripe)) {
                    stripe.exit();
                } else {
                    assertTrue(stripe.enter());
                    busy.add(stripe);
                }
            }
        }

        void check() {
            long free = all().stream().filter(stripe -> !busy.contains(stripe))
                    .mapToLong(Cache::count).sum();
            long used = busy.stream().mapToLong(Cache::count).sum();
            long parked = inDepot();
            assertEquals(inside.size(), free + used + parked);
            assertEquals(inside.size(), generation.books().puts() - generation.books().takes());
            assertTrue(inside.size() <= generation.objects().held(), "more than its permits");
            assertEquals(free + used == 0, stripes.lookEmpty());
        }

        private long inDepot() {
            List<Magazine<Thing>> magazines = new ArrayList<>();
            Magazine<Thing> magazine;
            while ((magazine = generation.pollDepot()) != null) {
                magazines.add(magazine);
            }
            magazines.forEach(generation::offerDepot);
            return magazines.stream().mapToLong(Magazine::count).sum();
        }

        /** What is not in a busy stripe is found by anyone who looks everywhere. */
        void takeAll() {
            long hidden = busy.stream().mapToLong(Cache::count).sum();
            Thing thing;
            while ((thing = stripes.take(who(things), true)) != null) {
                took(thing);
            }
            busy.forEach(Cache::exit);
            assertEquals(hidden + inDepot(), inside.size(), "out of reach");
            busy.clear();
            for (int i = 0; i < threads.size(); i++) {
                while ((thing = stripes.take(who(i), true)) != null
                        || (thing = stripes.takeFromDepot(who(i))) != null) {
                    took(thing);
                }
            }
            assertEquals(Set.of(), inside);
            assertNull(stripes.take(who(0), true));
            check();
        }
    }

    @Property(tries = 300)
    void whatIsInAStripeIsFoundUnlessItIsBusy(@ForAll("histories") ActionChain<Model> chain) {
        chain.withInvariant("adds up", Model::check).run().takeAll();
    }

    @Provide
    Arbitrary<ActionChain<Model>> histories() {
        return Combinators.combine(Arbitraries.of(1, 2, 5, 16, 100, 600), Arbitraries.of(1, 2, 8))
                .flatAs((max, processors) -> ActionChain
                        .startWith(() -> new Model(max, processors))
                        .withAction(6, Steps.step("give", 500, Model::give))
                        .withAction(3, Steps.step("give many", 200, Model::giveMany))
                        .withAction(6, Steps.step("take", 500, Model::take))
                        .withAction(2, Steps.step("take from depot", 500, Model::takeFromDepot))
                        .withAction(3, Steps.step("enter or leave", 500, Model::enterOrLeave))
                        .withMaxTransformations(STEPS));
    }
}
