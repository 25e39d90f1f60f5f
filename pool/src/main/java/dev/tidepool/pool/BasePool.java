// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What pools of all kinds share: name, hooks, and their place in the register of their {@link
 * Tide}.
 *
 * <p>The tide holds a strong reference to a pool from its first put until it has nothing cached,
 * which is two turns after its last put. There is no weak register: with one, an abandoned pool
 * would be collected together with its objects and {@code onEvict} would never be called.
 */
abstract sealed class BasePool<T> implements Pool<T> permits TieredPool, CheckedPool {

    private static final VarHandle REGISTERED = registeredHandle();

    final Hooks<T> hooks;
    private final Tide tide;
    /** Whether the tide has the pool; cleared by the tide. */
    volatile boolean registered;

    /**
     * The next pool in the tide's register, written before the CAS that publishes this one; then
     * guarded by the tide's turn lock.
     */
    @Nullable BasePool<?> nextInTide;

    BasePool(Hooks<T> hooks, Tide tide) {
        this.hooks = hooks;
        this.tide = tide;
    }

    @Override
    public final String name() {
        return hooks.name();
    }

    final Tide tide() {
        return tide;
    }

    /** Called after each deposit on a slow path: makes sure the tide knows of the pool. */
    final void register() {
        if (enlist()) {
            tide.add(this);
        }
    }

    /** Whether the tide does not have the pool, and the caller is the one to bring it there. */
    final boolean enlist() {
        return !registered && REGISTERED.compareAndSet(this, false, true);
    }

    /**
     * Called after clear and close, with no lock held: the tide need not wait for its next tick.
     */
    final void leaveIfEmpty() {
        if (registered && !needsTide()) {
            tide.sweep();
        }
    }

    /** Whether anything is cached, or will have to be let go of. */
    abstract boolean needsTide();

    /**
     * Ages the pool by one turn: what was not used since the last but one is let go of. Takes
     * constant time.
     *
     * @return what is left to be done with no lock held; null if nothing
     */
    abstract @Nullable Runnable turn();

    /** A turn and what is left to be done, by a thread that cannot wait, as far as it need not. */
    abstract void turnWithoutWaiting();

    private static VarHandle registeredHandle() {
        try {
            return MethodHandles.lookup()
                    .findVarHandle(BasePool.class, "registered", boolean.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
