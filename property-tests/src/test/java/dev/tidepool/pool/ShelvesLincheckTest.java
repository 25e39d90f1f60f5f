// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A turn of the tide against a thread that remembers its cache: whatever the interleaving, no cell
 * of the table in use leads to a cache of a generation that has ended.
 */
@Timeout(240)
class ShelvesLincheckTest {
    private static final int INDEX = 3;

    @Test
    void noEndedGenerationIsRemembered() {
        Interleavings.assertSafe(Shipped.class, 6, 3);
    }

    @Test
    void theCheckerFindsAMemoryThatReadsThePrimaryBeforeItsTable() {
        Interleavings.assertFound("ended", PrimaryFirst.class, 3);
    }

    @Test
    void theCheckerFindsATurnThatForgetsTooEarly() {
        Interleavings.assertFound("ended", ForgottenFirst.class, 3);
    }

    /** The operations, on the shelves of the library or on others. */
    public abstract static class Base {

        final Tide tide = Tide.manual();
        final TieredPool<Token> pool;
        private final Set<Long> users = ConcurrentHashMap.newKeySet();

        Base(Shelves<Token> shelves) {
            pool = new Hooks<Token>("p", Token::new, null, null, null, null, null).pool(tide,
                    Sizing.ofBuffers(64, 8, 2), new Budget(64).inUnitsOf(8), shelves);
        }

        abstract void remember(Thread thread);

        abstract Cache<Token> find(long threadId);

        @Operation
        public void use() {
            Thread me = Thread.currentThread();
            users.add(me.threadId());
            pool.put(new Token());
            remember(me);
        }

        @Operation
        public void tick() {
            tide.tick();
        }

        @Validate
        public void nothingEndedIsInUse() {
            Generation<Token> now = ThreadTable.generation(pool.primary());
            for (long user : users) {
                Cache<Token> cache = find(user);
                Tokens.require(cache == null || cache.generation() == now,
                        "a cache of an ended generation is remembered");
            }
            pool.checkInvariants();
        }
    }

    /** The shelves as they are. */
    public static class Shipped extends Base {
        private final Shelves<Token> shelves;

        public Shipped() {
            this(new Shelves<>());
        }

        private Shipped(Shelves<Token> shelves) {
            super(shelves);
            this.shelves = shelves;
        }

        @Override
        void remember(Thread thread) {
            shelves.remember(thread, INDEX, pool);
        }

        @Override
        Cache<Token> find(long threadId) {
            return shelves.find(threadId, INDEX);
        }

        @Operation
        public void clear() {
            pool.clear();
        }
    }

    /** A twin with one cell for each thread, in a table that is replaced as that of the library. */
    public abstract static class Twin extends Base {
        volatile ConcurrentHashMap<Long, Cache<Token>> table = new ConcurrentHashMap<>();

        Twin() {
            super(null);
        }

        final Cache<Token> current(Thread thread) {
            Cache<Token> cache = ThreadTable.atHome(pool.primary(), thread.threadId());
            return cache == null || cache.owner != thread ? null : cache;
        }

        final void forget() {
            table = new ConcurrentHashMap<>();
        }

        @Override
        Cache<Token> find(long threadId) {
            return table.get(threadId);
        }
    }

    /** Looks at the pool, then at its own table: in between, both may have been replaced. */
    public static class PrimaryFirst extends Twin {
        @Override
        void remember(Thread thread) {
            Cache<Token> cache = current(thread);
            if (cache != null) {
                table.put(thread.threadId(), cache);
            }
        }

        @Override
        public void tick() {
            super.tick();
            forget();
        }
    }

    /** Empties the table before the primary is replaced. */
    public static class ForgottenFirst extends Twin {
        @Override
        void remember(Thread thread) {
            var mine = table;
            Cache<Token> cache = current(thread);
            if (cache != null) {
                mine.put(thread.threadId(), cache);
            }
        }

        @Override
        public void tick() {
            forget();
            super.tick();
        }
    }
}
