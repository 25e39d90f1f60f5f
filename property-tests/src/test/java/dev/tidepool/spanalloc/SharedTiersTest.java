// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stripes, one thread inside each, and the quarantine's order and bound. */
@Timeout(60)
class SharedTiersTest {

    private final Stripes stripes = new Stripes(Bare.tiers(Profile.BALANCED));
    private final Thread me = Thread.currentThread();
    private final List<Thread> holders = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    private int count() {
        var all = Collections.newSetFromMap(new IdentityHashMap<MCache, Boolean>());
        stripes.forEach(all::add);
        return all.size();
    }

    /** What another thread gets that comes where this one would, and keeps. */
    private MCache heldByAnother() throws InterruptedException {
        var claimed = new AtomicReference<MCache>();
        var done = new CountDownLatch(1);
        holders.add(Thread.ofPlatform().daemon().start(() -> {
            claimed.set(stripes.claim(me));
            done.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                // it ends all the same
            }
            claimed.get().lock.unlock();
        }));
        done.await();
        return claimed.get();
    }

    @Test
    void thereAreTwoStripesForEachProcessorOrLess() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertTrue(count() <= 2 * processors && count() > processors);
        assertEquals(1, Integer.bitCount(count()));
    }

    @Test
    void aThreadKeepsToItsStripeUnlessAnotherIsInside() throws InterruptedException {
        MCache first = stripes.claim(me);
        assertTrue(first.lock.isHeldByCurrentThread());
        first.lock.unlock();
        assertSame(first, heldByAnother());
        var claimed = Collections.newSetFromMap(new IdentityHashMap<MCache, Boolean>());
        claimed.add(first);
        for (int i = 2; i < count(); i++) {
            assertTrue(claimed.add(heldByAnother()), "two inside");
        }
        MCache last = stripes.claim(me);
        assertNotSame(first, last);
        assertTrue(claimed.add(last));
        last.lock.unlock();
        assertSame(last, heldByAnother());
        end.countDown();
        MCache again = stripes.claim(me); // waits for one of them, or finds one that has ended
        assertTrue(again.lock.isHeldByCurrentThread());
        again.lock.unlock();
        for (Thread holder : holders) {
            holder.join();
        }
    }

    @Test
    void aFlushLeavesTheStripeInWhichAThreadIs() throws InterruptedException {
        MCache used = stripes.claim(me);
        used.take(SizeClasses.of(64), 1);
        used.lock.unlock();
        heldByAnother();
        stripes.flush(false);
        assertFalse(used.isEmpty());
        end.countDown();
        holders.getFirst().join();
        stripes.flush(true);
        assertFalse(used.isEmpty(), "used since the last look");
        stripes.flush(true);
        assertTrue(used.isEmpty());
        used.take(SizeClasses.of(64), 1);
        stripes.flush(false);
        assertTrue(used.isEmpty());
        stripes.forEach(stripe -> assertFalse(stripe.lock.isLocked()));
    }

    @Test
    void aQuarantineIsFirstInFirstOutAndHasABound() {
        var quarantine = new Quarantine(200);
        assertTrue(quarantine.fits(100));
        assertFalse(quarantine.fits(101));
        Span span = Bare.span(SizeClasses.of(64), Bare.owner());
        for (int slot = 0; slot < 3; slot++) {
            quarantine.add(span, slot);
            assertNull(quarantine.next(false), "there is room");
        }
        quarantine.add(span, 3);
        assertEquals(new Quarantine.Waiting(span, 0), quarantine.next(false));
        assertNull(quarantine.next(false));
        assertEquals(new Quarantine.Waiting(span, 1), quarantine.next(true));
        assertEquals(new Quarantine.Waiting(span, 2), quarantine.next(true));
        assertEquals(new Quarantine.Waiting(span, 3), quarantine.next(true));
        assertNull(quarantine.next(true));
        var exact = new Quarantine(128);
        exact.add(span, 0);
        exact.add(span, 1);
        assertNull(exact.next(false), "exactly full");
    }
}
