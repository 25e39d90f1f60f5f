// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Turns of the tide against what else may happen to a pool. */
public class TurnStress {

    private static TieredPool<Cargo> pool(Tide tide) {
        return (TieredPool<Cargo>) Pool.builder(Cargo::new).tide(tide).maxRetained(8).build();
    }

    private static String fate(Pool<Cargo> pool, Tide tide) {
        tide.tick();
        tide.tick();
        return pool.stats().retained() == 0 ? "ages" : "forgotten";
    }

    /** Publish, then register; clear the flag, then look: one of the two sees the other. */
    @JCStressTest
    @Outcome(id = "ages", expect = Expect.ACCEPTABLE, desc = "the tide knows the pool")
    @Outcome(id = "forgotten", expect = Expect.FORBIDDEN, desc = "content that never ages")
    @State
    public static class FirstPutAndTick {
        private final Tide tide = Tide.manual();
        private final Pool<Cargo> pool = pool(tide);

        @Actor
        public void putter() {
            pool.put(new Cargo());
        }

        @Actor
        public void ticker() {
            tide.tick();
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = fate(pool, tide);
        }
    }

    /** The tick drops the last content of a pool and takes it out of the register. */
    @JCStressTest
    @Outcome(id = "ages", expect = Expect.ACCEPTABLE, desc = "the tide knows the pool")
    @Outcome(id = "forgotten", expect = Expect.FORBIDDEN, desc = "content that never ages")
    @State
    public static class PutAndDeregistration {
        private final Tide tide = Tide.manual();
        private final Pool<Cargo> pool = pool(tide);

        /** What is put now dies with the actor's tick. */
        public PutAndDeregistration() {
            pool.put(new Cargo());
            tide.tick();
        }

        @Actor
        public void putter() {
            pool.put(new Cargo());
        }

        @Actor
        public void ticker() {
            tide.tick();
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = fate(pool, tide);
        }
    }

    /** The same for a pool with checks, which keeps its own register discipline. */
    @JCStressTest
    @Outcome(id = "ages", expect = Expect.ACCEPTABLE, desc = "the tide knows the pool")
    @Outcome(id = "forgotten", expect = Expect.FORBIDDEN, desc = "content that never ages")
    @State
    public static class CheckedPutAndTick {
        private final Tide tide = Tide.manual();
        private final Pool<Cargo> pool = Pool.builder(Cargo::new).tide(tide)
                .checks(Checks.MISUSE).build();

        @Actor
        public void putter() {
            pool.put(new Cargo());
        }

        @Actor
        public void ticker() {
            tide.tick();
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = fate(pool, tide);
        }
    }

    private static String state(TieredPool<Cargo> pool) {
        pool.put(new Cargo());
        return pool.stats().retained() == 0 && pool.poll() == null && !pool.needsTide()
                ? "closed" : "open";
    }

    /** Nobody leaves the closed state: not a tick that has seen the pool open. */
    @JCStressTest
    @Outcome(id = "closed", expect = Expect.ACCEPTABLE, desc = "for good")
    @Outcome(id = "open", expect = Expect.FORBIDDEN, desc = "a closed pool caches")
    @State
    public static class CloseAndTick {
        private final Tide tide = Tide.manual();
        private final TieredPool<Cargo> pool = pool(tide);

        public CloseAndTick() {
            pool.put(new Cargo());
        }

        @Actor
        public void closer() {
            pool.close();
        }

        @Actor
        public void ticker() {
            tide.tick();
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = state(pool);
        }
    }

    /** Nor a first put. */
    @JCStressTest
    @Outcome(id = "closed", expect = Expect.ACCEPTABLE, desc = "for good")
    @Outcome(id = "open", expect = Expect.FORBIDDEN, desc = "a closed pool caches")
    @State
    public static class CloseAndFirstPut {
        private final TieredPool<Cargo> pool = pool(Tide.manual());

        @Actor
        public void closer() {
            pool.close();
        }

        @Actor
        public void putter() {
            pool.put(new Cargo());
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = state(pool);
        }
    }

    /** The victim is set before the primary is emptied: an object is never out of reach. */
    @JCStressTest
    @Outcome(id = "whole", expect = Expect.ACCEPTABLE, desc = "found in one of the generations")
    @Outcome(id = "nothing", expect = Expect.FORBIDDEN, desc = "missed between the two")
    @Outcome(id = "torn", expect = Expect.FORBIDDEN, desc = "handed over without its contents")
    @State
    public static class GetAndTick {
        private final Tide tide = Tide.manual();
        private final TieredPool<Cargo> pool = pool(tide);

        public GetAndTick() {
            pool.give(Bystanders.VIRTUAL, new Cargo().fill(), 0);
        }

        @Actor
        public void taker(L_Result r) {
            r.r1 = Cargo.seen(pool.take(Bystanders.VIRTUAL));
        }

        @Actor
        public void ticker() {
            tide.tick();
        }
    }
}
