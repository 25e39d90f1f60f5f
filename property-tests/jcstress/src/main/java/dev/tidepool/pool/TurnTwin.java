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

/** The negative controls of {@link TurnStress} and {@link KeeperStress}: protocols with a fault. */
public class TurnTwin {

    /** Store, then load, on both sides, and no fence in between: x86-64 shows it. */
    @JCStressTest
    @Outcome(id = "forgotten", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "neither saw the other")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class RegisteredWithoutFence {
        private final AtomicInteger cached = new AtomicInteger();
        private final AtomicInteger registered = new AtomicInteger(1);
        private boolean byPutter;
        private boolean stays;

        @Actor
        public void putter() {
            cached.setOpaque(1);
            byPutter = registered.getOpaque() == 0;
        }

        @Actor
        public void ticker() {
            registered.setOpaque(0);
            stays = cached.getOpaque() != 0;
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = byPutter || stays ? "ages" : "forgotten";
        }
    }

    /** A pool that tells the tide of itself before it has content. */
    @JCStressTest
    @Outcome(id = "forgotten", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "the tide looked in between")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class RegisteredBeforePublished {
        private volatile boolean cached;
        private volatile boolean registered;

        @Actor
        public void putter() {
            registered = true;
            cached = true;
        }

        @Actor
        public void ticker() {
            if (registered && !cached) {
                registered = false;
            }
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = registered ? "ages" : "forgotten";
        }
    }

    /** A tick, or a first put, that stores what it should compare and set. */
    @JCStressTest
    @Outcome(id = "open", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "the end is overwritten")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class StoredOverClose {
        private volatile String state = "primary";

        @Actor
        public void closer() {
            state = "closed";
        }

        @Actor
        public void ticker() {
            if (!state.equals("closed")) {
                state = "open";
            }
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = state;
        }
    }

    /** A turn that clears the primary before it sets the victim. */
    @JCStressTest
    @Outcome(id = "nothing", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "missed between the two")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class PrimaryClearedFirst {
        private volatile Cargo primary = new Cargo().fill();
        private volatile Cargo victim;

        @Actor
        public void taker(L_Result r) {
            Cargo young = primary;
            r.r1 = Cargo.seen(young != null ? young : victim);
        }

        @Actor
        public void ticker() {
            Cargo old = primary;
            primary = null;
            victim = old;
        }
    }

    /** A keeper and a claim without a fence: x86-64 shows it. */
    @JCStressTest
    @Outcome(id = "forgotten", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "neither saw the other")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class KeptWithoutFence {
        private final AtomicInteger leases = new AtomicInteger();
        private final AtomicInteger kept = new AtomicInteger(1);
        private boolean byClaimer;
        private boolean byKeeper;

        @Actor
        public void claimer() {
            leases.setOpaque(1);
            byClaimer = kept.getOpaque() == 0;
        }

        @Actor
        public void keeper() {
            kept.setOpaque(0);
            byKeeper = leases.getOpaque() != 0;
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = byClaimer || byKeeper ? "kept" : "forgotten";
        }
    }
}
