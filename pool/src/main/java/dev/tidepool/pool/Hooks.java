// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The user's code in a pool, called with no lock and no claim held.
 *
 * @param name the pool's name, for messages
 * @param wipe runs on every object that is put, also on those that are let go of at once
 */
record Hooks<T>(String name, Supplier<? extends T> factory, @Nullable Consumer<? super T> wipe,
        @Nullable Consumer<? super T> reset,
        @Nullable Predicate<? super T> retainIf, @Nullable Consumer<? super T> onEvict,
        @Nullable ToLongFunction<? super T> sizeOf) {

    /** What {@link #admit} answers for an object that is not to be kept. */
    static final long REFUSED = -1;

    private static final Logger LOG = System.getLogger("dev.tidepool.pool");

    /** Whether a put has to ask {@link #admit}. */
    boolean areAny() {
        return wipe != null || reset != null || retainIf != null || needGuard();
    }

    /** Whether caches have to be claimed or objects weighed, see {@link GuardedPool}. */
    boolean needGuard() {
        return onEvict != null || sizeOf != null;
    }

    /**
     * A pool of the kind that these hooks need.
     *
     * @param objects how many objects may be cached; may be shared with other pools
     * @param shelves who else leads threads to caches of the pool; null if nobody does
     */
    TieredPool<T> pool(Tide tide, Sizing sizing, Budget objects, @Nullable Shelves<T> shelves) {
        if (needGuard()) {
            return new GuardedPool<>(this, tide, sizing, objects);
        }
        return areAny() ? new HookedPool<>(this, tide, sizing, objects, shelves)
                : new PlainPool<>(this, tide, sizing, objects, shelves);
    }

    T create() {
        T object = factory.get();
        if (object == null) {
            throw new NullPointerException("the factory of pool " + name + " returned null");
        }
        return object;
    }

    /** Runs first of all that a put runs. */
    void wipe(T object) {
        if (wipe != null) {
            wipe.accept(object);
        }
    }

    /**
     * Runs the hooks that come before caching.
     *
     * @return the object's size in bytes, 0 without {@code sizeOf}; or {@link #REFUSED}
     */
    long admit(T object) {
        if (retainIf != null && !retainIf.test(object)) {
            return REFUSED;
        }
        if (reset != null) {
            reset.accept(object);
        }
        if (sizeOf == null) {
            return 0;
        }
        long size = sizeOf.applyAsLong(object);
        if (size < 0) {
            throw new IllegalArgumentException(
                    "sizeOf of pool " + name + " answered a negative size: " + size);
        }
        return size;
    }

    /** Lets an object go in the putting thread; what the hook throws reaches the caller. */
    void evict(T object) {
        if (onEvict != null) {
            onEvict.accept(object);
        }
    }

    /** Lets an object go because of {@code cause}, which stays the exception that is thrown. */
    void evict(T object, Throwable cause) {
        try {
            evict(object);
        } catch (Throwable e) {
            if (e != cause) {
                cause.addSuppressed(e);
            }
        }
    }

    /** Lets an object go where no caller is responsible: what the hook throws is logged. */
    void evictLogged(T object) {
        try {
            evict(object);
        } catch (Throwable e) {
            logFailure("onEvict of pool " + name + " failed", e);
        }
    }

    /** Logs and swallows even a logger that fails, for instance for want of memory. */
    static void logFailure(String what, Throwable failure) {
        try {
            LOG.log(Level.WARNING, what, failure);
        } catch (Throwable e) {
            // Nobody is left to be told; the remaining objects still have to be let go of.
        }
    }
}
