// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The end of a generation against operations that are still under way in it. */
public class DropStress {

    /** Permits taken from a closed account go straight back. */
    @JCStressTest
    @Outcome(id = "kept", expect = Expect.ACCEPTABLE, desc = "all permits are free again")
    @Outcome(id = "lost or doubled", expect = Expect.FORBIDDEN, desc = "the bound has moved")
    @State
    public static class DropAndLateTaker {
        private final Budget budget = new Budget(4);
        private final Budget.Account account = budget.new Account();

        public DropAndLateTaker() {
            account.take(1);
        }

        @Actor
        public void dropper() {
            account.close();
        }

        @Actor
        public void late() {
            account.take(2);
            account.give(1);
        }

        @Arbiter
        public void atLast(L_Result r) {
            r.r1 = budget.free() == budget.limit() && account.held() == 0
                    ? "kept" : "lost or doubled";
        }
    }

    /** An object of a pool with onEvict has one fate: who puts it may take it again, or not. */
    @JCStressTest
    @Outcome(id = "taken", expect = Expect.ACCEPTABLE, desc = "by a getter")
    @Outcome(id = "evicted", expect = Expect.ACCEPTABLE, desc = "by the drain")
    @Outcome(id = "refused", expect = Expect.ACCEPTABLE, desc = "by the sealed generation")
    @Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "onEvict is never called")
    @Outcome(id = "two fates", expect = Expect.FORBIDDEN, desc = "a freed object is in use")
    @State
    public static class PutAndGetAndDrain {
        private final Generation<Cargo> generation = Bystanders.generation(8, true);
        private final AtomicInteger evicted = new AtomicInteger();
        private boolean accepted;
        private boolean taken;

        @Actor
        public void user() {
            accepted = generation.give(Bystanders.VIRTUAL, new Cargo(), 0);
            taken = generation.take(Bystanders.VIRTUAL) != null;
        }

        @Actor
        public void drainer() {
            generation.close();
            generation.drain(cargo -> evicted.incrementAndGet(), true);
        }

        @Arbiter
        public void fate(L_Result r) {
            int fates = evicted.get() + (taken ? 1 : 0) + (accepted ? 0 : 1);
            r.r1 = fates == 0 ? "lost" : fates > 1 ? "two fates"
                    : taken ? "taken" : accepted ? "evicted" : "refused";
        }
    }

    /** Of two that close one lease, one puts the object back. */
    @JCStressTest
    @Outcome(id = "put once", expect = Expect.ACCEPTABLE, desc = "whoever was first")
    @Outcome(id = "put 0 times", expect = Expect.FORBIDDEN, desc = "leaked")
    @Outcome(id = "put 2 times", expect = Expect.FORBIDDEN, desc = "two future owners")
    @State
    public static class LeaseClosedTwice {
        private final Pool<Cargo> pool = Pool.builder(Cargo::new).tide(Tide.manual()).build();
        private final Lease<Cargo> lease = pool.lease();

        @Actor
        public void first() {
            lease.close();
        }

        @Actor
        public void second() {
            lease.close();
        }

        @Arbiter
        public void count(L_Result r) {
            long puts = pool.stats().puts();
            r.r1 = puts == 1 ? "put once" : "put " + puts + " times";
        }
    }

    /** A table that grows under one thread loses neither its own cache nor another's. */
    @JCStressTest
    @Outcome(id = "all found", expect = Expect.ACCEPTABLE, desc = "each by its owner")
    @Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "a cache is out of reach")
    @State
    public static class GrowthAndInstall {
        private final TieredPool<Cargo> pool = (TieredPool<Cargo>) Pool.builder(Cargo::new)
                .tide(Tide.manual()).maxRetained(64).build();
        private Thread one;
        private Thread other;

        /** Fills the first table. */
        public GrowthAndInstall() {
            Bystanders.LIVE.forEach(thread -> pool.give(thread, new Cargo(), 0));
        }

        @Actor
        public void first() {
            one = Thread.currentThread();
            pool.give(one, new Cargo().fill(), 0);
        }

        @Actor
        public void second() {
            other = Thread.currentThread();
            pool.give(other, new Cargo().fill(), 0);
        }

        @Arbiter
        public void search(L_Result r) {
            pool.checkInvariants();
            Generation<Cargo> generation = ThreadTable.generation(pool.primary());
            boolean found = (generation.take(one) != null || isHeir(generation, other, one))
                    && (generation.take(other) != null || isHeir(generation, one, other))
                    && generation.table() == pool.primary();
            for (Thread thread : Bystanders.LIVE) {
                found &= generation.take(thread) != null;
            }
            r.r1 = found ? "all found" : "lost";
        }

        /** Before it races the actors, jcstress runs one after the thread of the other has died. */
        private static boolean isHeir(
                Generation<Cargo> generation, Thread heir, Thread dead) {
            return !dead.isAlive() && generation.take(heir) != null;
        }
    }

    /** Whoever reads a table finds its anchor: it is filled before it is published. */
    @JCStressTest
    @Outcome(id = "complete", expect = Expect.ACCEPTABLE, desc = "it leads to its generation")
    @Outcome(id = "half-built", expect = Expect.FORBIDDEN, desc = "published before it was filled")
    @State
    public static class GrowthAndReader {
        private final Generation<Cargo> generation = Bystanders.generation(64, false);

        /** Fills the first table. */
        public GrowthAndReader() {
            Bystanders.LIVE.forEach(thread -> generation.give(thread, new Cargo(), 0));
        }

        @Actor
        public void grower() {
            generation.give(Thread.currentThread(), new Cargo(), 0);
        }

        @Actor
        public void reader(L_Result r) {
            r.r1 = generation.table()[0] != null ? "complete" : "half-built";
        }
    }
}
