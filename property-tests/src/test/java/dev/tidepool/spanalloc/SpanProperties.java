// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ObjIntConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;
import org.junit.jupiter.api.Test;

/** A span is a set of slots, whoever frees them. */
class SpanProperties {

    /** Of 1024, 512, 128, 85, 64, 32, 4, 3, 2 slots and of one. */
    private static final List<Integer> SIZES =
            List.of(8, 16, 64, 96, 128, 256, 2048, 2688, 4096, 8192);

    @Property(tries = 400)
    void aSpanIsASetOfSlots(@ForAll("histories") ActionChain<SpanModel> chain) {
        chain.withInvariant("the same slots", SpanModel::check).run().checkEnd();
    }

    @Provide
    Arbitrary<ActionChain<SpanModel>> histories() {
        return Arbitraries.of(SIZES).map(SizeClasses::of).flatMap(SpanProperties::of);
    }

    private static ActionChainArbitrary<SpanModel> of(int classId) {
        return ActionChain.startWith(() -> new SpanModel(classId))
                .withAction(6, step("take", 40_000, (model, n) -> model.take(n, false)))
                .withAction(4, step("take any", 40_000, (model, n) -> model.take(n, true)))
                .withAction(2, step("take all", 40_000, SpanModel::takeAll))
                .withAction(6, step("free", 2000, (model, n) -> model.free(n, true)))
                .withAction(6, step("free elsewhere", 2000, (model, n) -> model.free(n, false)))
                .withAction(4, step("free again", 2000, SpanModel::freeAgain))
                .withAction(2, step("collect", 0, (model, n) -> model.collect()))
                .withAction(1, step("give up", 0, (model, n) -> model.giveUp()))
                .withMaxTransformations(80);
    }

    private static Action<SpanModel> step(String name, int max,
            ObjIntConsumer<SpanModel> body) {
        return Steps.step(name, max, body);
    }

    /** An address belongs to a slot that starts there, or to none, in every class. */
    @Property(tries = 1000)
    void aSlotIsFoundByItsAddressAlone(@ForAll @IntRange(min = 1, max = 67) int classId,
            @ForAll long random) {
        Span span = Bare.span(classId, Bare.owner());
        long near = span.base + random % (2 * span.bytes());
        for (long address : List.of(random, near, span.base, span.base + span.bytes(),
                span.base + (long) span.slots * span.slotSize, span.address(span.slots - 1))) {
            long offset = address - span.base;
            boolean starts = offset >= 0 && offset < (long) span.slots * span.slotSize
                    && offset % span.slotSize == 0;
            assertEquals(starts ? offset / span.slotSize : -1, span.slotAt(address));
        }
    }

    @Test
    void aSpanOfNobodyHasNoSlot() {
        Span nobody = Nobody.SPAN;
        assertEquals(-1, nobody.take());
        assertFalse(nobody.advance());
        for (long address : List.of(0L, 8L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 46)) {
            assertEquals(-1, nobody.slotAt(address));
        }
        assertFalse(nobody.freeRemote(0));
        nobody.checkInvariants();
    }

    @Property(tries = 200)
    void ofSeveralFreesOfALargeBlockOneWins(@ForAll @IntRange(min = 1, max = 9000) int pages,
            @ForAll @IntRange(min = 1, max = 5) int lives) {
        Span span = Bare.large(pages);
        for (int life = 1; life <= lives; life++) {
            span.idleToLarge(pages * 8192L - life);
            assertTrue(span.isLive(0) && span.takenSlots() == 1);
            assertEquals(pages * 8192L - life, span.requested(0));
            assertEquals(life == 1, span.isUntouched());
            assertFalse(span.freeRemote(0));
            assertTrue(span.largeToIdle());
            assertFalse(span.largeToIdle());
            assertFalse(span.isLive(0));
            assertEquals(life, span.allocations());
        }
        span.toDead();
        assertFalse(span.largeToIdle());
    }
}
