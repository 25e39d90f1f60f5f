// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Permits are neither lost nor doubled, whoever takes, gives or closes at the same time. */
@Timeout(240)
class BudgetLincheckTest {

    private static final long LIMIT = 4;

    @Test
    void permitsAreConserved() {
        Interleavings.assertSafe(Shipped.class, 6, 3);
    }

    @Test
    void theCheckerFindsAnAccountThatIsClosedUnderALateTaker() {
        Interleavings.assertFound("permits", ClosedBlindly.class, 3);
    }

    @Test
    void theCheckerFindsPermitsTakenWithoutCas() {
        Interleavings.assertFound("permits", TakenBlindly.class, 3);
    }

    /** What an account can do. */
    private interface Permits {
        long take(long wanted);

        void give(long permits);

        void close();

        long free();

        long held();
    }

    /** One account that may be closed, and one of the successor generation. */
    public abstract static class Base {

        private final Permits first;
        private final Permits second;
        private final AtomicLong owned = new AtomicLong();
        private volatile boolean closed;

        Base(Permits first, Permits second) {
            this.first = first;
            this.second = second;
        }

        @Operation
        public void takeOfFirst() {
            first.take(3);
        }

        @Operation
        public void takeAndGiveOfFirst() {
            first.give(first.take(2));
        }

        @Operation
        public void takeOfSecond() {
            owned.addAndGet(second.take(2));
        }

        @Operation
        public void closeFirst() {
            first.close();
            closed = true;
        }

        @Validate
        public void permitsAddUp() {
            long held = closed ? 0 : first.held();
            long sum = first.free() + held + second.held();
            Tokens.require(sum == LIMIT && second.held() == owned.get(),
                    "permits " + sum + ", second " + second.held() + " of " + owned);
        }
    }

    /** The accounts as they are. */
    public static class Shipped extends Base {
        public Shipped() {
            this(new Budget(LIMIT));
        }

        private Shipped(Budget budget) {
            super(of(budget), of(budget));
        }

        private static Permits of(Budget budget) {
            Budget.Account account = budget.new Account();
            return new Permits() {
                @Override
                public long take(long wanted) {
                    return account.take(wanted);
                }

                @Override
                public void give(long permits) {
                    account.give(permits);
                }

                @Override
                public void close() {
                    account.close();
                }

                @Override
                public long free() {
                    return budget.free();
                }

                @Override
                public long held() {
                    return account.held();
                }
            };
        }
    }

    /** Adds what it takes without a look at whether the account is closed. */
    private static class Careless implements Permits {
        private static final long CLOSED = -1;
        final AtomicLong free;
        final AtomicLong held = new AtomicLong();

        Careless(AtomicLong free) {
            this.free = free;
        }

        @Override
        public long take(long wanted) {
            if (held.get() == CLOSED) {
                return 0;
            }
            long taken = takeUpTo(wanted);
            held.addAndGet(taken);
            return taken;
        }

        long takeUpTo(long wanted) {
            long available = free.get();
            while (available > 0) {
                long taken = Math.min(available, wanted);
                if (free.compareAndSet(available, available - taken)) {
                    return taken;
                }
                available = free.get();
            }
            return 0;
        }

        @Override
        public void give(long permits) {
            if (held.get() != CLOSED) {
                held.addAndGet(-permits);
                free.addAndGet(permits);
            }
        }

        @Override
        public void close() {
            long last = held.getAndSet(CLOSED);
            free.addAndGet(Math.max(0, last));
        }

        @Override
        public long free() {
            return free.get();
        }

        @Override
        public long held() {
            return Math.max(0, held.get());
        }
    }

    /** A twin that may close between a taker's look and its entry in the account. */
    public static class ClosedBlindly extends Base {
        public ClosedBlindly() {
            this(new AtomicLong(LIMIT));
        }

        private ClosedBlindly(AtomicLong free) {
            super(new Careless(free), new Careless(free));
        }
    }

    /** A twin whose budget is read and written, but not compared in between. */
    public static class TakenBlindly extends Base {
        public TakenBlindly() {
            this(new AtomicLong(LIMIT));
        }

        private TakenBlindly(AtomicLong free) {
            super(new Blind(free), new Blind(free));
        }

        private static final class Blind extends Careless {
            Blind(AtomicLong free) {
                super(free);
            }

            @Override
            long takeUpTo(long wanted) {
                long taken = Math.min(free.get(), wanted);
                free.set(free.get() - taken);
                return taken;
            }
        }

        @Override
        public void closeFirst() {
            // not this fault
        }
    }
}
