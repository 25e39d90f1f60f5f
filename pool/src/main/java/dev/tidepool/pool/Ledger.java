// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tickets of all objects a checked pool has seen and that are still reachable. An object that
 * became unreachable while it was out has leaked. Guarded by its own monitor, which also is the
 * lock of the pools that use it.
 */
final class Ledger<T> {

    private final Map<Object, Ticket<T>> tickets = new HashMap<>();
    private final ReferenceQueue<T> unreachable = new ReferenceQueue<>();
    private final LeakSites sites;
    private int out;

    Ledger(String pool) {
        this.sites = new LeakSites(pool);
    }

    @Nullable Ticket<T> find(T object) {
        return tickets.get(new Ticket.Probe(object));
    }

    Ticket<T> findOrAdd(T object) {
        Ticket<T> ticket = find(object);
        if (ticket == null) {
            ticket = new Ticket<>(object, unreachable);
            tickets.put(ticket, ticket);
        }
        return ticket;
    }

    void lend(T object, Ticket.State how, Trace at) {
        Ticket<T> ticket = findOrAdd(object);
        if (!ticket.isOut()) {
            out++;
        }
        ticket.state = how;
        ticket.gotAt = at;
    }

    void takeBack(Ticket<T> ticket, Trace at) {
        if (ticket.isOut()) {
            out--;
        }
        ticket.state = Ticket.State.PUT;
        ticket.putAt = at;
    }

    /** Objects handed out and still reachable. */
    int out() {
        return out;
    }

    /** Forgets unreachable objects. {@return whether a place leaked that has not been reported} */
    boolean reap() {
        boolean news = false;
        Reference<? extends T> reference;
        while ((reference = unreachable.poll()) != null) {
            tickets.remove(reference);
            if (reference instanceof Ticket<?> ticket && ticket.isOut()) {
                out--;
                news |= ticket.gotAt != null && sites.add(ticket.gotAt);
            }
        }
        return news;
    }

    /** {@return a report for each place that leaked and has not been reported} */
    List<LeakReport> reports() {
        return sites.reports();
    }
}
