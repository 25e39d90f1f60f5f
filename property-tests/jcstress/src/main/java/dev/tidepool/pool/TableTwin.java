// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The negative controls of {@link TableStress}, and of the growth in {@link DropStress}. */
public class TableTwin {

    /** A memory that reads the primary before its own table. */
    @JCStressTest
    @Outcome(id = "ended", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "remembered beyond its end")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class PrimaryReadFirst {
        private volatile Object primary = "ended";
        private volatile Object[] table = new Object[1];

        @Actor
        public void user() {
            Object cache = primary;
            table[0] = cache;
        }

        @Actor
        public void ticker() {
            primary = "current";
            table = new Object[1];
        }

        @Arbiter
        public void look(L_Result r) {
            r.r1 = table[0] == null ? "forgotten" : table[0];
        }
    }

    /** A register that is rebuilt without a lock. */
    @JCStressTest
    @Outcome(id = "lost", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "stored into the old table")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class RebuiltWithoutLock {
        private volatile Object[] table = new Object[2];

        @Actor
        public void adder() {
            table[0] = "object";
        }

        @Actor
        public void other() {
            table = Arrays.copyOf(table, 4);
        }

        @Arbiter
        public void look(L_Result r) {
            r.r1 = table[0] == null ? "lost" : "found";
        }
    }

    /** A lazy part that each of two makes. */
    @JCStressTest
    @Outcome(id = "lost", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "put into the part that lost")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class PartMadeTwice {
        private volatile ConcurrentLinkedQueue<Cargo> part;

        private void give() {
            ConcurrentLinkedQueue<Cargo> p = part;
            if (p == null) {
                p = new ConcurrentLinkedQueue<>();
                part = p;
            }
            p.add(new Cargo());
        }

        @Actor
        public void first() {
            give();
        }

        @Actor
        public void second() {
            give();
        }

        @Arbiter
        public void search(L_Result r) {
            r.r1 = part.size() == 2 ? "both found" : "lost";
        }
    }

    /** A table that two make larger at the same time. */
    @JCStressTest
    @Outcome(id = "lost", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "a cache is out of reach")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class GrownWithoutLock {
        private volatile Object[] table = {};

        private void install() {
            Object[] grown = Arrays.copyOf(table, table.length + 1);
            grown[grown.length - 1] = Thread.currentThread();
            table = grown;
        }

        @Actor
        public void first() {
            install();
        }

        @Actor
        public void second() {
            install();
        }

        @Arbiter
        public void search(L_Result r) {
            r.r1 = table.length == 2 ? "all found" : "lost";
        }
    }

    /** A table that is published before it is filled. */
    @JCStressTest
    @Outcome(id = "half-built", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "it leads nowhere")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class PublishedEmpty {
        private volatile Object[] table = {"anchor"};

        @Actor
        public void grower() {
            Object[] grown = new Object[2];
            table = grown;
            grown[0] = "anchor";
        }

        @Actor
        public void reader(L_Result r) {
            r.r1 = table[0] != null ? "complete" : "half-built";
        }
    }
}
