// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * For pools that are used together by index, the classes of a {@link ClassedBufferPool}: where each
 * platform thread finds its cache of each of them. One array, a row of cells for each thread by the
 * low bits of its id. It is a hint and nothing more: what is not found here is found by way of the
 * pool itself, and remembered. It saves the two loads from pool to table, which is a third of the
 * time of a get or put: the cell's place is known as soon as the index is.
 *
 * <p>A cell is read racily and may hold another thread's cache, or a dead one's; as in a {@link
 * ThreadTable}, a cache is used only by the thread whose id its tally's key says.
 *
 * <p>A pool whose primary generation ends calls {@link #forget} after it has replaced the primary.
 * {@link #remember} reads the table before it reads the primary. So if the table it writes to is
 * still in use after the forget, the primary it read was the new one: no cell of a table in use
 * holds a cache of a generation that ended before. An operation that has read the table earlier is
 * one that is under way in an ended generation, like any other.
 *
 * @param <T> what is pooled
 */
class Shelves<T> {

    private static final int ROW_BITS = 7; // 128 cells, for all that BufferClasses answers
    private static final int FIRST_SIZE = 8 << ROW_BITS;
    private static final int MAX_SIZE = 256 << ROW_BITS;
    private static final @Nullable Cache<?>[] EMPTY = new Cache<?>[1 << ROW_BITS];
    private static final VarHandle TABLE = tableHandle();

    /** Volatile: the store of a forget pairs with every read, see above. */
    private volatile @Nullable Cache<T>[] table = empty();
    private int size = FIRST_SIZE; // a guess at what is needed; races are harmless

    /** The cache in a thread's cell: its own, another's, or null. */
    final @Nullable Cache<T> find(long threadId, int index) {
        @Nullable Cache<T>[] t = table;
        return t[cell(t, threadId, index)];
    }

    /** Lets the thread find its cache of a pool the next time, if it has one there. */
    final void remember(Thread thread, int index, TieredPool<T> pool) {
        @Nullable Cache<T>[] t = table;
        long id = thread.threadId();
        Cache<T> cache = ThreadTable.atHome(pool.primary(), id);
        if (cache == null || cache.owner != thread) {
            return;
        }
        if (t == EMPTY) {
            TABLE.compareAndSet(this, t, newTable(size));
            return; // the next time will do; what was read above may belong to an older table
        }
        int cell = cell(t, id, index);
        Cache<T> there = t[cell];
        if (there == null || there.owner == thread || !isAlive(there)) {
            t[cell] = cache;
        } else if (t.length < MAX_SIZE) {
            size = 2 * t.length;
            TABLE.compareAndSet(this, t, newTable(size));
        }
    }

    private static boolean isAlive(Cache<?> cache) {
        Thread owner = cache.owner;
        return owner != null && owner.isAlive();
    }

    /** Empties all cells. Called after a pool's primary has been replaced. */
    final void forget() {
        table = empty();
    }

    private static int cell(@Nullable Cache<?>[] table, long threadId, int index) {
        return (((int) threadId << ROW_BITS) + index) & (table.length - 1);
    }

    @SuppressWarnings("unchecked")
    private static <T> @Nullable Cache<T>[] empty() {
        return (Cache<T>[]) EMPTY;
    }

    private static @Nullable Cache<?>[] newTable(int size) {
        return new Cache<?>[size];
    }

    private static VarHandle tableHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Shelves.class, "table", Cache[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
