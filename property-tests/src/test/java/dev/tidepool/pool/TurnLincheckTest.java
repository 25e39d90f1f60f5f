// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole pools under two threads that put, poll, tick, clear and close. At the end of each
 * interleaving the accounts balance, no object has two owners, what is cached ages, and a closed
 * pool caches nothing.
 */
@Timeout(240)
class TurnLincheckTest {

    @Test
    void aPlainPoolStaysInOrder() {
        Interleavings.assertSafe(Plain.class, 2, 2);
    }

    @Test
    void anEvictingPoolStaysInOrder() {
        Interleavings.assertSafe(Evicting.class, 2, 2);
    }

    @Test
    void aSoundTwinStaysInOrder() {
        Interleavings.assertSafe(SoundTwin.class, 2, 2);
    }

    @Test
    void theCheckerFindsATickThatReopensAClosedPool() {
        Interleavings.assertFound("closed", TwinThatReopens.class, 2);
    }

    @Test
    void theCheckerFindsAPoolThatTheTideForgets() {
        Interleavings.assertFound("forgotten", TwinThatRegistersFirst.class, 2);
    }

    @Test
    void theCheckerFindsADropWithoutSeal() {
        Interleavings.assertFound("let go", TwinThatDropsOnceOver.class, 2);
    }

    /** What is checked, of a pool and of a twin. */
    interface Subject {
        void put(Token token);

        Token poll();

        void tick();

        void clear();

        void close();

        /** Fails if the pool's own accounts do not balance. */
        void checkAccounts(long pooled);

        /** Whether each object let go of is told to {@link Token#letGo}. */
        boolean evicts();
    }

    /** All operations, in any order and number. */
    public abstract static class Base extends Ending {

        Base(Subject subject) {
            super(subject);
        }

        @Operation
        public void put() {
            doPut();
        }

        @Operation
        public void poll() {
            doPoll();
        }

        @Operation
        public void tick() {
            doTick();
        }

        @Operation
        public void end() {
            doClose();
        }

        @Operation
        public void clear() {
            doClear();
        }
    }

    /** What holds at the end of each interleaving. */
    public abstract static class Ending {

        private final Tokens tokens = new Tokens();
        private final Subject subject;
        private volatile boolean closed;

        Ending(Subject subject) {
            this.subject = subject;
        }

        final void doPut() {
            subject.put(tokens.fresh());
        }

        final void doPoll() {
            tokens.taken(subject.poll());
        }

        final void doTick() {
            subject.tick();
        }

        final void doClear() {
            subject.clear();
        }

        final void doClose() {
            subject.close();
            closed = true;
        }

        @Validate
        public void inOrder() {
            subject.checkAccounts(tokens.count(Token.Place.POOLED));
            if (closed) {
                doPut(); // one that was opened again would keep it
                Tokens.require(subject.poll() == null, "a closed pool has content");
            }
            subject.tick();
            subject.tick();
            subject.checkAccounts(0);
            Tokens.require(subject.poll() == null, "forgotten by the tide");
            Tokens.require(!subject.evicts() || tokens.count(Token.Place.POOLED) == 0,
                    "not let go of");
        }
    }

    /** A pool of the library. */
    record Shipped(Pool<Token> pool, Tide tide, boolean evicts) implements Subject {

        static Shipped of(boolean evicts, Checks checks) {
            Tide tide = Tide.manual();
            PoolBuilder<Token> builder = Pool.builder(Token::new).tide(tide).maxRetained(6)
                    .checks(checks);
            if (evicts) {
                builder.onEvict(Token::letGo);
            }
            return new Shipped(builder.build(), tide, evicts);
        }

        @Override
        public void put(Token token) {
            pool.put(token);
        }

        @Override
        public Token poll() {
            return pool.poll();
        }

        @Override
        public void tick() {
            tide.tick();
        }

        @Override
        public void clear() {
            pool.clear();
        }

        @Override
        public void close() {
            pool.close();
        }

        @Override
        public void checkAccounts(long pooled) {
            PoolStats stats = pool.stats();
            Tokens.require(stats.gets() == stats.hits() + stats.misses()
                    && stats.puts() == stats.hits() + stats.dropped() + stats.evicted()
                    + stats.retained(), "unbalanced: " + stats);
            Tokens.require(pooled > 0 || stats.retained() == 0, "forgotten: " + stats);
            Tokens.require(!evicts || stats.retained() == pooled,
                    "pooled " + pooled + ", but " + stats);
            if (pool instanceof TieredPool<Token> tiered) {
                tiered.checkInvariants();
            }
        }
    }

    /** Without hooks. */
    public static class Plain extends Base {
        public Plain() {
            super(Shipped.of(false, Checks.OFF));
        }
    }

    /** With onEvict. */
    public static class Evicting extends Base {
        public Evicting() {
            super(Shipped.of(true, Checks.OFF));
        }
    }

    /** A twin without a fault, so that what the others fail on is their fault. */
    public static class SoundTwin extends Base {
        public SoundTwin() {
            super(new TwinPool(TwinPool.Fault.NONE));
        }
    }

    /** A twin whose tick overwrites what a close has just stored. */
    public static class TwinThatReopens extends Base {
        public TwinThatReopens() {
            super(new TwinPool(TwinPool.Fault.TICK_WITHOUT_TURN_LOCK));
        }
    }

    /** A twin that tells the tide of itself before it has content. */
    public static class TwinThatRegistersFirst extends Base {
        public TwinThatRegistersFirst() {
            super(new TwinPool(TwinPool.Fault.REGISTER_BEFORE_PUBLISHING));
        }
    }

    /** A twin that empties a generation, but lets late puts into it. */
    public static class TwinThatDropsOnceOver extends Base {
        public TwinThatDropsOnceOver() {
            super(new TwinPool(TwinPool.Fault.DROP_WITHOUT_SEAL));
        }
    }
}
