// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one cache. They outlive the cache's contents: when a generation is dropped, its
 * tallies are kept a while longer, so that an operation under way is still counted.
 *
 * <p>Written with plain accesses by the one thread that owns, or has claimed, the cache. Read by
 * {@link Books} with opaque accesses: hints while threads run, exact after they are done.
 * Instances are {@link Padded}.
 */
class Tally extends FrontPadding {

    private static final VarHandle KEY = field("key", long.class);
    private static final VarHandle SLOT_TAKES = field("slotTakes", long.class);
    private static final VarHandle SPILL_TAKES = field("spillTakes", long.class);
    private static final VarHandle SPILL_PUTS = field("spillPuts", long.class);
    private static final VarHandle BYTES = field("bytes", long.class);

    /**
     * Whose cache it is and whether its slot holds an object, in one word for one comparison: the
     * owner's thread id while it is full, the negated id while it is empty. Ids are positive and
     * never used twice. Stripes have the id 1.
     */
    long key;
    /** Objects taken from the slot; {@code slotTakes + (full ? 1 : 0)} were put there. */
    long slotTakes;
    /** Objects taken from magazines. */
    long spillTakes;
    /** Objects put into magazines. */
    long spillPuts;
    /** Bytes put here less bytes taken here; negative where objects came through the depot. */
    long bytes;

    private Tally(long id) {
        key = -id;
    }

    /** For an empty cache of the thread with this id. */
    static Tally of(long id) {
        return new Padded(id);
    }

    /**
     * For the cache of a thread that takes over a dead thread's. The dead one's tally keeps its
     * counts and is never used again: a stale table may still lead the heir to it. An object in the
     * slot moves without being counted as taken or put.
     */
    Tally inherit(long id) {
        var heirs = new Padded(id);
        if (key > 0) {
            spillPuts++;
            heirs.spillPuts--;
            heirs.key = id;
        }
        key = 0;
        return heirs;
    }

    long takes() {
        return (long) SLOT_TAKES.getOpaque(this) + (long) SPILL_TAKES.getOpaque(this);
    }

    long puts() {
        return (long) SLOT_TAKES.getOpaque(this) + (long) SPILL_PUTS.getOpaque(this)
                + ((long) KEY.getOpaque(this) > 0 ? 1 : 0);
    }

    long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    /** Separates the counters from whatever the collector places behind them. */
    @SuppressWarnings("unused")
    static final class Padded extends Tally {
        private long b00, b01, b02, b03, b04, b05, b06, b07; //  64 bytes
        private long b08, b09, b10, b11, b12, b13, b14, b15; // 128 bytes

        Padded(long id) {
            super(id);
        }
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Tally.class, name, type)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
