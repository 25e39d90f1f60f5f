// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A span beside the set of its slots that are taken. One thread plays all parts. */
final class SpanModel {

    private final MCache owner = Bare.owner();
    private final Span span;
    private final Set<Integer> taken = new HashSet<>();
    /** Freed elsewhere, and not collected since. */
    private final Set<Integer> waiting = new HashSet<>();
    private final Map<Integer, Integer> requested = new HashMap<>();
    private final Set<Integer> everTaken = new HashSet<>();
    private long allocations;
    private int state = Span.OWNED;

    SpanModel(int classId) {
        span = Bare.span(classId, owner);
    }

    // ---- steps

    void take(int random, boolean any) {
        if (state != Span.OWNED) {
            partialToOwned();
            return;
        }
        int slot = any ? span.takeAny(random) : span.take();
        if (slot < 0) {
            makeRoom();
            return;
        }
        assertTrue(slot < span.slots, "slot " + slot + " of " + span.slots);
        assertTrue(taken.add(slot), "slot " + slot + " is handed out twice");
        assertFalse(waiting.contains(slot), "slot " + slot + " was not collected");
        allocations++;
        int byteSize = random % (span.slotSize + 1);
        if (any) {
            assertEquals(everTaken.add(slot), span.ask(slot, byteSize));
        } else {
            everTaken.add(slot);
            span.note(slot, byteSize);
        }
        requested.put(slot, byteSize);
    }

    /** Takes until the current word is used up. */
    void takeAll(int random) {
        while (state == Span.OWNED && span.advance()) {
            take(random, false);
        }
    }

    /** What a cache does when a word is used up. */
    private void makeRoom() {
        if (span.advance()) {
            return;
        }
        collect();
        if (!span.advance()) {
            assertEquals(span.slots, taken.size(), "exhausted, but slots are free");
            assertTrue(span.ownedToFull());
            state = Span.FULL;
        }
    }

    void collect() {
        if (state == Span.OWNED) {
            assertEquals(0, span.collect(), "found a double free where there was none");
            waiting.clear();
        }
    }

    void free(int n, boolean byOwner) {
        if (taken.isEmpty()) {
            return;
        }
        List<Integer> slots = new ArrayList<>(taken);
        int slot = slots.get(n % slots.size());
        taken.remove(slot);
        if (byOwner && state == Span.OWNED) {
            assertTrue(span.freeOwned(slot));
        } else {
            assertTrue(span.freeRemote(slot));
            waiting.add(slot);
            assertEquals(state == Span.FULL, span.fullToPartial(), "who reopens");
            state = state == Span.FULL ? Span.PARTIAL : state;
        }
    }

    /** A slot that is free is refused, however it was freed. */
    void freeAgain(int n) {
        int slot = n % span.slots;
        if (!taken.contains(slot)) {
            assertFalse(state == Span.OWNED && span.freeOwned(slot));
            assertFalse(span.freeRemote(slot));
        }
    }

    void giveUp() {
        collect();
        if (state == Span.OWNED && span.advance()) {
            span.ownedToPartial();
            state = Span.PARTIAL;
        }
    }

    private void partialToOwned() {
        if (state == Span.PARTIAL) {
            span.partialToOwned(owner);
            state = Span.OWNED;
        }
    }

    // ---- the look at it

    void check() {
        span.checkInvariants();
        assertEquals(state, span.state());
        assertEquals(state == Span.OWNED ? owner : Nobody.CACHE, span.owner);
        assertEquals(taken.size(), span.takenSlots());
        assertEquals(taken.isEmpty(), span.isEmpty());
        assertEquals(allocations, span.allocations());
        Set<Integer> bits = new HashSet<>();
        for (int w = 0; w < span.words(); w++) {
            for (long left = span.takenBits(w); left != 0; left &= left - 1) {
                bits.add((w << 6) + Long.numberOfTrailingZeros(left));
            }
        }
        assertEquals(taken, bits);
        for (int slot : taken) {
            assertTrue(span.isLive(slot) && span.isTaken(slot));
            assertEquals(requested.get(slot), (int) span.requested(slot));
        }
    }

    /** Everybody gives back what they have: the span is empty and dies. */
    void checkEnd() {
        while (!taken.isEmpty()) {
            free(0, false);
        }
        partialToOwned();
        collect();
        check();
        assertTrue(span.isEmpty());
        span.toDead();
        for (int slot = 0; slot < span.slots; slot++) {
            assertFalse(span.freeRemote(slot) || span.isLive(slot));
        }
        assertFalse(span.fullToPartial());
    }
}
