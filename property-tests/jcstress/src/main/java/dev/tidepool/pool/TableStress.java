// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Tables that are replaced while others look into them or store into them. */
public class TableStress {

    /** No cell of the shelves in use leads to a cache of a generation that has ended. */
    @JCStressTest
    @Outcome(id = "current", expect = Expect.ACCEPTABLE, desc = "the primary's cache")
    @Outcome(id = "forgotten", expect = Expect.ACCEPTABLE, desc = "found by way of the pool")
    @Outcome(id = "ended", expect = Expect.FORBIDDEN, desc = "what is put is lost each time")
    @State
    public static class RememberAndTurn {
        private static final int INDEX = 3;
        private final Tide tide = Tide.manual();
        private final Shelves<Cargo> shelves = new Shelves<>();
        private final TieredPool<Cargo> pool =
                new Hooks<Cargo>("shelved", Cargo::new, null, null, null, null, null).pool(tide,
                        Sizing.ofBuffers(1 << 16, 8, 2), new Budget(1 << 16).inUnitsOf(8),
                        shelves);
        private Thread user;

        /** There is a table from the start. */
        public RememberAndTurn() {
            Thread first = Bystanders.LIVE.getFirst();
            pool.give(first, new Cargo(), 0);
            shelves.remember(first, INDEX, pool);
        }

        private Thread use() {
            Thread me = Thread.currentThread();
            pool.put(new Cargo());
            shelves.remember(me, INDEX, pool);
            return me;
        }

        @Actor
        public void user() {
            user = use();
        }

        /** And makes the next table. */
        @Actor
        public void ticker() {
            tide.tick();
            use();
        }

        @Arbiter
        public void look(L_Result r) {
            Cache<Cargo> cache = shelves.find(user.threadId(), INDEX);
            r.r1 = cache == null || cache.owner != user ? "forgotten"
                    : cache.generation() == ThreadTable.generation(pool.primary())
                    ? "current" : "ended";
        }
    }

    /** What was added is found, though another thread rebuilds the register meanwhile. */
    @JCStressTest
    @Outcome(id = "found", expect = Expect.ACCEPTABLE, desc = "in the old table or the new one")
    @Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "taken for a stranger's object")
    @State
    public static class AddAndRebuild {
        private static final Object[] OTHERS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        private final IdentityRegister register = new IdentityRegister();
        private final Object object = new Object();

        /** The next but one has the table rebuilt. */
        public AddAndRebuild() {
            for (int i = 0; i < 6; i++) {
                register.add(OTHERS[i]);
            }
        }

        @Actor
        public void adder(L_Result r) {
            register.add(object);
            r.r1 = register.contains(object) ? "found" : "lost";
        }

        @Actor
        public void other() {
            register.add(OTHERS[6]);
            register.add(OTHERS[7]);
            register.add(OTHERS[8]);
        }
    }

    /** Two first puts make the stripes, which are made once. */
    @JCStressTest
    @Outcome(id = "both found", expect = Expect.ACCEPTABLE, desc = "in the same stripes")
    @Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "put into stripes nobody looks into")
    @State
    public static class TwoMakeStripes {
        private final Generation<Cargo> generation = Bystanders.generation(8, true);
        private boolean one;
        private boolean other;

        @Actor
        public void first() {
            one = generation.give(Bystanders.VIRTUAL, new Cargo(), 0);
        }

        @Actor
        public void second() {
            other = generation.give(Bystanders.VIRTUAL, new Cargo(), 0);
        }

        @Arbiter
        public void search(L_Result r) {
            int accepted = (one ? 1 : 0) + (other ? 1 : 0);
            int found = 0;
            while (generation.take(Bystanders.VIRTUAL) != null) {
                found++;
            }
            r.r1 = found == accepted ? "both found" : "lost";
        }
    }
}
