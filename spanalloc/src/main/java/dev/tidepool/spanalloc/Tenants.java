// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who else depends on an allocator's memory. They make segments of their own over it, which would
 * outlive the mapping, so the allocator cannot be closed before the last of them has left.
 */
final class Tenants {

    private final AtomicInteger life;
    private final List<String> names = new ArrayList<>();

    /**
     * Makes an empty list.
     *
     * @param life the allocator's state; 0 is open
     */
    Tenants(AtomicInteger life) {
        this.life = life;
    }

    /**
     * Adds a tenant.
     *
     * @throws IllegalStateException if the allocator is closed, or being closed
     */
    synchronized void add(String tenant) {
        if (life.get() != 0) {
            throw new IllegalStateException("the allocator of " + tenant + " is closed");
        }
        names.add(tenant);
    }

    synchronized void remove(String tenant) {
        names.remove(tenant);
    }

    /**
     * Changes the allocator's state, under the lock, so that nobody can move in meanwhile.
     *
     * @return whether the state was as expected
     * @throws IllegalStateException if it was, but there is a tenant
     */
    synchronized boolean casLife(int from, int to) {
        if (life.get() == from && !names.isEmpty()) {
            throw new IllegalStateException(names.getFirst() + " still uses the allocator");
        }
        return life.compareAndSet(from, to);
    }
}
