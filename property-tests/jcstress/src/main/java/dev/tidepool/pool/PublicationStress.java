// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * What was done before a put is seen after the get, on each way from one thread to another. The
 * ways are short, so that the two actors meet in them; the table of memory orders names them.
 */
public class PublicationStress {

    /** From stripe to taker: release store of the claim, CAS of the next. */
    @JCStressTest
    @Outcome(id = "nothing", expect = Expect.ACCEPTABLE, desc = "too early, or busy")
    @Outcome(id = "whole", expect = Expect.ACCEPTABLE, desc = "published")
    @Outcome(id = "torn", expect = Expect.FORBIDDEN, desc = "handed over without its contents")
    @State
    public static class ThroughAStripe {
        private final Generation<Cargo> generation = Bystanders.generation(8, false);

        @Actor
        public void putter() {
            generation.give(Bystanders.VIRTUAL, new Cargo().fill(), 0);
        }

        @Actor
        public void taker(L_Result r) {
            r.r1 = Cargo.seen(generation.take(Bystanders.VIRTUAL));
        }
    }

    /** The same, with platform threads that found the table crowded. */
    @JCStressTest
    @Outcome(id = "nothing", expect = Expect.ACCEPTABLE, desc = "too early, or busy")
    @Outcome(id = "whole", expect = Expect.ACCEPTABLE, desc = "published")
    @Outcome(id = "torn", expect = Expect.FORBIDDEN, desc = "handed over without its contents")
    @State
    public static class BetweenCrowdedThreads {
        private final Generation<Cargo> generation = Bystanders.generation(4, true);

        /** The only cache goes to a thread that lives. */
        public BetweenCrowdedThreads() {
            generation.give(Bystanders.LIVE.getFirst(), new Cargo().fill(), 0);
        }

        @Actor
        public void putter() {
            generation.give(Thread.currentThread(), new Cargo().fill(), 0);
        }

        @Actor
        public void taker(L_Result r) {
            r.r1 = Cargo.seen(generation.take(Thread.currentThread()));
        }
    }

    /** From one claim of a cache to the next. */
    @JCStressTest
    @Outcome(id = "nothing", expect = Expect.ACCEPTABLE, desc = "too early, or busy")
    @Outcome(id = "whole", expect = Expect.ACCEPTABLE, desc = "published")
    @Outcome(id = "torn", expect = Expect.FORBIDDEN, desc = "handed over without its contents")
    @State
    public static class ThroughAClaimedCache {
        private final Generation<Cargo> generation = Bystanders.generation(8, true);
        private final Cache<Cargo> cache = new Cache<>(generation, null, true, true);

        @Actor
        public void putter() {
            generation.giveTo(cache, new Cargo().fill(), 0);
        }

        @Actor
        public void taker(L_Result r) {
            r.r1 = Cargo.seen(generation.takeFrom(cache, false));
        }
    }

    /** In a magazine of the depot: release of the offer, acquire of the poll. */
    @JCStressTest
    @Outcome(id = "nothing", expect = Expect.ACCEPTABLE, desc = "too early, or half-way")
    @Outcome(id = "whole", expect = Expect.ACCEPTABLE, desc = "published")
    @Outcome(id = "torn", expect = Expect.FORBIDDEN, desc = "handed over without its contents")
    @State
    public static class ThroughTheDepot {
        private final Depot<Cargo> depot = new Depot<>(2, 2);

        @Actor
        public void putter() {
            var magazine = new Magazine<Cargo>(1, false);
            magazine.setLimit(1);
            magazine.push(new Cargo().fill());
            depot.offer(magazine);
        }

        @Actor
        public void taker(L_Result r) {
            Magazine<Cargo> magazine = depot.poll();
            r.r1 = Cargo.seen(magazine == null ? null : magazine.pop(false));
        }
    }

    /** From the drop of a generation to the hook: the seal acquires what the last claim left. */
    @JCStressTest
    @Outcome(id = "nothing", expect = Expect.ACCEPTABLE, desc = "dropped before the put")
    @Outcome(id = "whole", expect = Expect.ACCEPTABLE, desc = "published")
    @Outcome(id = "torn", expect = Expect.FORBIDDEN, desc = "evicted without its contents")
    @State
    public static class ThroughADrain {
        private final Generation<Cargo> generation = Bystanders.generation(8, true);

        @Actor
        public void putter() {
            generation.give(Thread.currentThread(), new Cargo().fill(), 0);
        }

        @Actor
        public void drainer(L_Result r) {
            r.r1 = "nothing";
            generation.drain(cargo -> r.r1 = Cargo.seen(cargo), true);
        }
    }

    /** A negative control: a plain field hands over nothing. Not seen on every processor. */
    @JCStressTest
    @Outcome(id = "nothing", expect = Expect.ACCEPTABLE, desc = "too early")
    @Outcome(id = "whole", expect = Expect.ACCEPTABLE, desc = "by luck")
    @Outcome(id = "torn", expect = Expect.ACCEPTABLE_INTERESTING, desc = "what the others forbid")
    @State
    public static class ThroughAPlainField {
        private Cargo slot;

        @Actor
        public void putter() {
            slot = new Cargo().fill();
        }

        @Actor
        public void taker(L_Result r) {
            r.r1 = Cargo.seen(slot);
        }
    }
}
