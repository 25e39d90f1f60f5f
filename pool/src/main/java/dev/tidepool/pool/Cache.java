// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects at one thread's hand: a slot, then two magazines. Two, so that after any exchange
 * with the depot a whole magazine of gets and a whole magazine of puts can follow without another.
 *
 * <p>All fields are read and written with plain accesses by whoever has exclusive use:
 * <ul>
 * <li>an <em>owned</em> cache (a platform thread's, in a pool without {@code onEvict}) is its
 *   {@link #owner}'s until that thread is dead, then its adopter's, see {@link Generation};
 * <li>a <em>claimed</em> cache (every stripe, and every cache of a pool with {@code onEvict})
 * belongs
 *   to the thread between {@link #enter} and {@link #exit}. That thread runs straight-line code, no
 *   user code, and never parks; others do not wait for it but go elsewhere.
 * </ul>
 *
 * <p>Claims: {@code FREE -> BUSY} by CAS (acquire), {@code BUSY -> FREE} by release store, which
 * the next CAS pairs with: it publishes the contents. {@code FREE -> SEALED} by the one who drops
 * the generation; nobody leaves {@code SEALED}.
 */
class Cache<T> extends FrontPadding {

    private static final int FREE = 0;
    private static final int BUSY = 1;
    private static final int SEALED = 2;
    private static final VarHandle CLAIM = claimHandle();

    /** Whose cache this is; null for a stripe. Final, so that a racy reader sees it right. */
    final @Nullable Thread owner;
    final Tally tally;
    /** In the cache while {@code tally.key > 0}; else a stale reference in an owned cache. */
    @Nullable T slot;

    private final Generation<T> generation;
    private final long id;
    private final boolean claimed;
    private final boolean sized;
    private @Nullable Magazine<T> loaded;
    private @Nullable Magazine<T> previous;
    private long slotSize;
    /** Bytes granted by the account and not used. */
    private long byteRoom;
    private boolean slotPermit;
    private int claim;

    Cache(Generation<T> generation, @Nullable Thread owner, boolean claimed, boolean slotPermit) {
        this.generation = generation;
        this.owner = owner;
        this.claimed = claimed;
        this.sized = generation.sizing().sized();
        this.slotPermit = slotPermit;
        this.id = owner == null ? 1 : owner.threadId();
        this.tally = generation.books().add(Tally.of(id));
    }

    /** Takes over all that a dead thread's cache has, counters included. */
    Cache(Cache<T> dead, Thread heir) {
        generation = dead.generation;
        owner = heir;
        claimed = dead.claimed;
        sized = dead.sized;
        id = heir.threadId();
        tally = generation.books().add(dead.tally.inherit(id));
        slot = dead.slot;
        loaded = dead.loaded;
        previous = dead.previous;
        slotSize = dead.slotSize;
        byteRoom = dead.byteRoom;
        slotPermit = dead.slotPermit;
    }

    /** Begins exclusive use; false if another thread has it, or for good once sealed. */
    boolean enter() {
        return !claimed || CLAIM.compareAndSet(this, FREE, BUSY);
    }

    /** Ends exclusive use. Release, pairs with the CAS of {@link #enter} and {@link #seal}. */
    void exit() {
        if (claimed) {
            CLAIM.setRelease(this, FREE);
        }
    }

    /** Ends all use for good, if nobody is inside; the caller then has the contents for itself. */
    boolean seal() {
        return CLAIM.compareAndSet(this, FREE, SEALED) || (int) CLAIM.getAcquire(this) == SEALED;
    }

    /** A racy hint that saves a claim. */
    boolean looksEmpty() {
        Magazine<T> m = loaded;
        Magazine<T> p = previous;
        return tally.key < 0 && (m == null || m.count() == 0) && (p == null || p.count() == 0);
    }

    /** A racy hint that saves a claim where the pool is full. */
    boolean mayHaveRoom() {
        Magazine<T> m = loaded;
        Magazine<T> p = previous;
        return tally.key < 0 || (m != null && m.hasRoom()) || (p != null && p.hasRoom())
                || generation.objects().mayTake();
    }

    Generation<T> generation() {
        return generation;
    }

    /**
     * Takes an object if this is the owned cache, without sizes, of the thread with this id; null
     * if it is not, or if it is empty. One comparison says "mine, and full".
     */
    final @Nullable T takeIfMine(long threadId) {
        Tally t = tally;
        long key = t.key;
        if (key == threadId) {
            t.key = -threadId;
            t.slotTakes++;
            return slot;
        }
        return key == -threadId ? popSpilled() : null;
    }

    /** Puts, as {@link #takeIfMine} takes; false if this is not the thread's, or if it is full. */
    final boolean putIfMine(long threadId, T object) {
        Tally t = tally;
        long key = t.key;
        if (key == -threadId) {
            if (slot != object) { // an unneeded store would mark the card of an old cache
                slot = object;
            }
            t.key = threadId;
            return true;
        }
        return key == threadId && pushSpilled(object);
    }

    /** Takes from the magazines of an owned cache without sizes; null if they are empty. */
    @Nullable T popSpilled() {
        Magazine<T> m = loaded;
        if (m == null || m.count() == 0) {
            m = swapIn();
            if (m == null) {
                return null;
            }
        }
        tally.spillTakes++;
        return m.pop(false);
    }

    /** Puts into the magazines of an owned cache without sizes; false if there is no room. */
    boolean pushSpilled(T object) {
        Magazine<T> m = loaded;
        if (m == null || !m.hasRoom()) {
            m = makeRoom();
            if (m == null) {
                return false;
            }
        }
        m.push(object);
        tally.spillPuts++;
        return true;
    }

    @Nullable T pop() {
        if (tally.key > 0) {
            T object = slot;
            tally.key = -id;
            tally.slotTakes++;
            if (claimed) {
                slot = null;
            }
            if (sized) {
                unreserve(slotSize);
            }
            return object;
        }
        Magazine<T> m = loaded;
        if (m == null || m.count() == 0) {
            m = swapIn();
        }
        return m == null ? null : popFrom(m);
    }

    /**
     * Exchanges an empty {@link #loaded} for a {@link #previous} that is not; null if there is
     * none.
     */
    private @Nullable Magazine<T> swapIn() {
        Magazine<T> p = previous;
        if (p == null || p.count() == 0) {
            return null;
        }
        previous = loaded;
        loaded = p;
        return p;
    }

    /** Takes from a magazine of the depot, which becomes this cache's; the cache is empty. */
    @Nullable T popFromDepot() {
        Magazine<T> m = generation.pollDepot();
        if (m == null) {
            return null;
        }
        Magazine<T> surplus = previous;
        previous = loaded;
        loaded = m;
        if (surplus != null) {
            generation.discard(surplus);
        }
        return popFrom(m);
    }

    private T popFrom(Magazine<T> m) {
        tally.spillTakes++;
        if (sized) {
            unreserve(m.topSize());
        }
        return m.pop(claimed);
    }

    /**
     * Caches an object if the permits allow.
     *
     * @param size in bytes; 0 in a pool without a bound in bytes
     */
    boolean push(T object, long size) {
        if (sized && !reserve(size)) {
            return false;
        }
        if (tally.key < 0 && (slotPermit || takeSlotPermit())) {
            slot = object;
            slotSize = size;
            tally.key = id;
            return true;
        }
        Magazine<T> m = loaded;
        if (m == null || !m.hasRoom()) {
            m = makeRoom();
            if (m == null) {
                if (sized) {
                    unreserve(size);
                }
                return false;
            }
        }
        m.push(object, size);
        tally.spillPuts++;
        return true;
    }

    /** After a {@link #pop} in the victim: gives the object's permits back to the pool. */
    void surrender() {
        Magazine<T> m = loaded;
        if (generation.sizing().objectBytes() > 0) { // no permit stands for the reference any more
            slot = tally.key > 0 ? slot : null;
            if (m != null) {
                m.forgetTop();
            }
        }
        if (m != null && m.hasRoom()) {
            m.setLimit(m.limit() - 1);
        } else {
            slotPermit = false;
        }
        generation.objects().give(1);
        if (sized) {
            generation.bytes().give(byteRoom);
            byteRoom = 0;
        }
    }

    /** Makes {@link #loaded} a magazine with room; null if permits or the depot forbid. */
    private @Nullable Magazine<T> makeRoom() {
        Magazine<T> m = loaded;
        Magazine<T> p = previous;
        if (p != null && p.hasRoom()) {
            loaded = p;
            previous = m;
            return p;
        }
        if (m != null && m.limit() < m.capacity()) {
            long more = generation.objects().take(m.capacity() - m.limit());
            m.setLimit(m.limit() + (int) more);
            return more > 0 ? m : null;
        }
        Magazine<T> fresh = generation.grantMagazine();
        if (fresh == null) {
            return null;
        }
        // One that has surrendered all its permits has no room and yet is empty: it is forgotten.
        if (p != null && p.count() > 0 && !generation.offerDepot(p)) {
            generation.discard(fresh);
            return null;
        }
        previous = m;
        loaded = fresh;
        return fresh;
    }

    private boolean takeSlotPermit() {
        slotPermit = generation.objects().take(1) == 1;
        return slotPermit;
    }

    private boolean reserve(long size) {
        if (byteRoom < size) {
            long missing = size - byteRoom;
            long chunk = generation.sizing().byteChunk();
            long granted = generation.bytes().take(Math.max(missing, chunk));
            if (granted < missing) {
                generation.bytes().give(granted);
                return false;
            }
            byteRoom += granted;
        }
        byteRoom -= size;
        tally.bytes += size;
        return true;
    }

    private void unreserve(long size) {
        tally.bytes -= size;
        byteRoom += size;
        long chunk = generation.sizing().byteChunk();
        if (byteRoom > 2 * chunk) {
            generation.bytes().give(byteRoom - chunk);
            byteRoom = chunk;
        }
    }

    /** Hands over all objects of a sealed cache. They were not taken, so no counter moves. */
    void empty(Consumer<? super T> to) {
        T object = slot; // a claimed cache keeps no stale reference
        slot = null;
        if (object != null) {
            to.accept(object);
        }
        if (loaded != null) {
            loaded.empty(to);
        }
        if (previous != null) {
            previous.empty(to);
        }
    }

    /** Permits this cache holds; exact when nobody uses it. */
    int permits() {
        return (slotPermit ? 1 : 0) + (loaded == null ? 0 : loaded.limit())
                + (previous == null ? 0 : previous.limit());
    }

    /** Objects in this cache; exact when nobody uses it. */
    int count() {
        return (tally.key > 0 ? 1 : 0) + (loaded == null ? 0 : loaded.count())
                + (previous == null ? 0 : previous.count());
    }

    private static VarHandle claimHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Cache.class, "claim", int.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Separates a cache from whatever the collector places behind it. */
    @SuppressWarnings("unused")
    static final class Padded<T> extends Cache<T> {
        private long b00, b01, b02, b03, b04, b05, b06, b07; //  64 bytes
        private long b08, b09, b10, b11, b12, b13, b14, b15; // 128 bytes

        Padded(Generation<T> generation, @Nullable Thread owner, boolean claimed,
                boolean slotPermit) {
            super(generation, owner, claimed, slotPermit);
        }

        Padded(Cache<T> dead, Thread heir) {
            super(dead, heir);
        }
    }
}
