// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A pool of leases between a claim and the keeper that forgets pools without leases. */
public class KeeperStress {

    private static final Claims<Cargo> BYSTANDER = claims();
    /** Keeps the keeper's thread running. */
    @SuppressWarnings("UnusedVariable")
    private static final Lease<Cargo> HELD = Objects.requireNonNull(BYSTANDER.tryClaim());

    private static Claims<Cargo> claims() {
        var hooks = new Hooks<>("kept", Cargo::new, null, null, null, null, null);
        return new Claims<>(new BoundedSettings<>(hooks, 2, null, Long.MAX_VALUE, () -> 0,
                Checks.OFF, new Watch<>(null, null), false));
    }

    /** Count the lease, then read the flag; lower the flag, then count: one sees the other. */
    @JCStressTest
    @Outcome(id = "kept", expect = Expect.ACCEPTABLE, desc = "an abandoned lease will be found")
    @Outcome(id = "forgotten", expect = Expect.FORBIDDEN, desc = "its capacity is lost for ever")
    @State
    public static class ClaimAndReview {
        private final Claims<Cargo> claims = claims();
        private Lease<Cargo> lease;

        public ClaimAndReview() {
            LeaseKeeper.keep(claims);
        }

        @Actor
        public void claimer() {
            lease = claims.tryClaim();
        }

        @Actor
        public void keeper() {
            LeaseKeeper.isNeeded();
        }

        @Arbiter
        public void later(L_Result r) {
            r.r1 = claims.kept ? "kept" : "forgotten";
            lease.close();
        }
    }
}
