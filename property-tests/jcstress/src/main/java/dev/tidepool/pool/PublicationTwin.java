// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The negative controls of {@link PublicationStress}: an object is put first and filled afterwards.
 * That is done by hand here what a processor may do where a release or an acquire is missing.
 * x86-64 never does it, so there these twins show that the outcome would be seen, and not that a
 * weaker access would be found.
 */
public class PublicationTwin {

    /** See {@link PublicationStress.ThroughAStripe}. */
    @JCStressTest
    @Outcome(id = "torn", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "seen before it is filled")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class FilledAfterTheStripe {
        private final Generation<Cargo> generation = Bystanders.generation(8, false);

        @Actor
        public void putter() {
            var cargo = new Cargo();
            generation.give(Bystanders.VIRTUAL, cargo, 0);
            cargo.fill(); // too late
        }

        @Actor
        public void taker(L_Result r) {
            r.r1 = Cargo.seen(generation.take(Bystanders.VIRTUAL));
        }
    }

    /** See {@link PublicationStress.BetweenCrowdedThreads}. */
    @JCStressTest
    @Outcome(id = "torn", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "seen before it is filled")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class FilledAfterTheCrowd {
        private final Generation<Cargo> generation = Bystanders.generation(4, true);

        public FilledAfterTheCrowd() {
            generation.give(Bystanders.LIVE.getFirst(), new Cargo().fill(), 0);
        }

        @Actor
        public void putter() {
            var cargo = new Cargo();
            generation.give(Thread.currentThread(), cargo, 0);
            cargo.fill(); // too late
        }

        @Actor
        public void taker(L_Result r) {
            r.r1 = Cargo.seen(generation.take(Thread.currentThread()));
        }
    }

    /** See {@link PublicationStress.ThroughAClaimedCache}. */
    @JCStressTest
    @Outcome(id = "torn", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "seen before it is filled")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class FilledAfterTheClaim {
        private final Generation<Cargo> generation = Bystanders.generation(8, true);
        private final Cache<Cargo> cache = new Cache<>(generation, null, true, true);

        @Actor
        public void putter() {
            var cargo = new Cargo();
            generation.giveTo(cache, cargo, 0);
            cargo.fill(); // too late
        }

        @Actor
        public void taker(L_Result r) {
            r.r1 = Cargo.seen(generation.takeFrom(cache, false));
        }
    }

    /** See {@link PublicationStress.ThroughTheDepot}. */
    @JCStressTest
    @Outcome(id = "torn", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "seen before it is filled")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class FilledAfterTheDepot {
        private final Depot<Cargo> depot = new Depot<>(2, 2);

        @Actor
        public void putter() {
            var cargo = new Cargo();
            var magazine = new Magazine<Cargo>(1, false);
            magazine.setLimit(1);
            magazine.push(cargo);
            depot.offer(magazine);
            cargo.fill(); // too late
        }

        @Actor
        public void taker(L_Result r) {
            Magazine<Cargo> magazine = depot.poll();
            r.r1 = Cargo.seen(magazine == null ? null : magazine.pop(false));
        }
    }

    /** See {@link PublicationStress.ThroughADrain}. */
    @JCStressTest
    @Outcome(id = "torn", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "seen before it is filled")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class FilledAfterTheDrain {
        private final Generation<Cargo> generation = Bystanders.generation(8, true);

        @Actor
        public void putter() {
            var cargo = new Cargo();
            generation.give(Thread.currentThread(), cargo, 0);
            cargo.fill(); // too late
        }

        @Actor
        public void drainer(L_Result r) {
            r.r1 = "nothing";
            generation.drain(cargo -> r.r1 = Cargo.seen(cargo), true);
        }
    }
}
