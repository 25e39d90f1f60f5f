// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A pooled object: it knows its holder, what the holder wrote, and how often it was evicted. */
final class Item {

    private static final int NOBODY = 0;

    private final AtomicLong holder = new AtomicLong(NOBODY);
    private final AtomicInteger evictions = new AtomicInteger();
    private final long[] body;

    Item(int words) {
        body = new long[words];
    }

    long bytes() {
        return 8L * body.length;
    }

    /** A function of what is in it. */
    long print() {
        return body[0] + body[body.length - 1];
    }

    void take(Desk desk, String part, long token) {
        long other = holder.compareAndExchange(NOBODY, token);
        desk.require(other == NOBODY, "handed out twice", () -> part
                + ": an object was got with token " + token + " while the one with token " + other
                + " holds it");
        desk.require(evictions.get() == 0, "handed out after eviction",
                () -> part + ": got with token " + token);
        for (int i = 0; i < body.length; i++) {
            body[i] = token + i;
        }
    }

    void check(Desk desk, String part, long token) {
        for (int i = 0; i < body.length; i++) {
            long there = body[i];
            int at = i;
            desk.require(there == token + i, "stamp", () -> part + ": the object with token "
                    + token + " has " + there + " at " + at);
        }
    }

    void release(Desk desk, String part, long token) {
        check(desk, part, token);
        boolean mine = holder.compareAndSet(token, NOBODY);
        desk.require(mine, "handed out twice",
                () -> part + ": the one with token " + token + " lost its object");
    }

    void wipe() {
        for (int i = 0; i < body.length; i++) {
            body[i] = 0;
        }
    }

    void checkWiped(Desk desk, String part) {
        for (long word : body) {
            desk.require(word == 0, "reset", () -> part + ": got an object with " + word);
        }
    }

    void evict(Desk desk, String part) {
        int before = evictions.getAndIncrement();
        desk.require(before == 0, "evicted once",
                () -> part + ": evicted for the " + (before + 1) + ". time");
        long other = holder.get();
        desk.require(other == NOBODY, "evicted while held",
                () -> part + ": the one with token " + other + " holds it");
    }
}
