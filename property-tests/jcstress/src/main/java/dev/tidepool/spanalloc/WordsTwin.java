// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The negative controls of {@link WordsStress} and of {@link TableStress}. */
public class WordsTwin {

    /** A freer that sets the mark before the word. */
    @JCStressTest
    @Outcome(id = "untold", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "a bit without a mark: lost")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class MarkedFirst {
        private final AtomicLong word = new AtomicLong();
        private final AtomicLong mark = new AtomicLong();

        @Actor
        public void owner() {
            if (mark.getAndSet(0) != 0) {
                word.getAndSet(0);
            }
        }

        @Actor
        public void freer() {
            mark.getAndSet(1);
            word.getAndSet(1);
        }

        @Arbiter
        public void atLast(L_Result r) {
            r.r1 = word.get() != 0 && mark.get() == 0 ? "untold" : "told";
        }
    }

    /** A bit that is set by reading and writing. */
    @JCStressTest
    @Outcome(id = "lost", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "freed and not free")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class SetWithoutOr {
        private final AtomicLong word = new AtomicLong();

        @Actor
        public void owner() {
            word.set(word.get() | 1);
        }

        @Actor
        public void freer() {
            word.set(word.get() | 2);
        }

        @Arbiter
        public void atLast(L_Result r) {
            r.r1 = word.get() == 3 ? "both" : "lost";
        }
    }

    /** Two frees that look whether the bit is set, and then set it. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "both free it")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class FreedAfterALook {
        private final AtomicLong word = new AtomicLong();

        private boolean free() {
            boolean taken = word.get() == 0;
            word.set(1);
            return taken;
        }

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = free();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = free();
        }
    }

    /** A list of idle blocks without a lock. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "both have it")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class TakenWithoutLock {
        private volatile Object head = "block";

        private boolean take() {
            boolean there = head != null;
            head = null;
            return there;
        }

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = take();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = take();
        }
    }

    /** A map that is published before it is filled. */
    @JCStressTest
    @Outcome(id = "lost", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "a block is told as foreign")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class MapPublishedEmpty {
        private volatile Object[] table = {"region"};

        @Actor
        public void grower() {
            Object[] grown = new Object[2];
            table = grown;
            grown[0] = "region";
        }

        @Actor
        public void freer(L_Result r) {
            r.r1 = table[0] != null ? "found" : "lost";
        }
    }

    /** A table of caches that two make larger without a lock. */
    @JCStressTest
    @Outcome(id = "lost", expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "a cache is out of reach")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "by luck")
    @State
    public static class CachesAddedWithoutLock {
        private volatile int caches;

        @Actor
        public void first() {
            int before = caches;
            caches = before + 1;
        }

        @Actor
        public void second() {
            int before = caches;
            caches = before + 1;
        }

        @Arbiter
        public void search(L_Result r) {
            r.r1 = caches == 2 ? "both" : "lost";
        }
    }
}
