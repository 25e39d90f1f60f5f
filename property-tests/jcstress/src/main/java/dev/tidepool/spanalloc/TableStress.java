// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Tables that grow while others look into them, and what two threads decide between them. */
public class TableStress {

    private static final int SHIFT = 19; // regions of 64 pages
    private static final Tiers TIERS = new Tiers(new Settings("stress", Profile.LOW_MEMORY,
            MemoryLimit.NONE, MemoryLimit.NONE, Long.MAX_VALUE / 4, new PortablePageSource(),
            false, null, () -> 0));

    @SuppressWarnings("restricted")
    private static Region region(long base) {
        Region region = Region.common(MemorySegment.ofAddress(base).reinterpret(1L << SHIFT),
                Arena.global(), 0);
        region.enter(new Span(new PageRange(region, 0, 1, true), SizeClasses.of(4096),
                new MCache()));
        return region;
    }

    private static Span large(int pages) {
        return new Span(new PageRange(Region.NONE, 1 << 20, pages, true));
    }

    /** An address leads to its slot while the map grows. */
    @JCStressTest
    @Outcome(id = "found", expect = Expect.ACCEPTABLE, desc = "in the old table or the new one")
    @Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "a block is told as foreign")
    @State
    public static class MapGrows {
        private static final long BASE = 1L << 40;
        private static final Region FIRST = region(BASE);
        private static final Region SECOND = region(BASE + (4L << SHIFT));
        private final PageMap map = new PageMap(SHIFT);

        public MapGrows() {
            map.add(FIRST);
        }

        @Actor
        public void grower() {
            map.add(SECOND);
        }

        @Actor
        public void freer(L_Result r) {
            r.r1 = map.find(BASE + 4096).slotAt(BASE + 4096) == 1 ? "found" : "lost";
        }
    }

    /** Each of two threads keeps the cache it has been given, though the other makes room. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "each its own")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a cache is out of reach, with its blocks")
    @State
    public static class CachesAreAdded {
        private final CacheTable table = new CacheTable();
        private MCache one;
        private MCache other;

        private MCache current() {
            table.of(Thread.currentThread(), TIERS);
            return table.current();
        }

        @Actor
        public void first() {
            one = current();
        }

        @Actor
        public void second() {
            other = current();
        }

        @Arbiter
        public void search(ZZ_Result r) {
            r.r1 = isKept(one);
            r.r2 = isKept(other);
        }

        /** Or gone with its thread: jcstress's own checks run one actor after the other. */
        private boolean isKept(MCache cache) {
            boolean[] found = {cache.thread != null && !cache.thread.isAlive()};
            table.forEach(there -> found[0] |= there == cache);
            return found[0];
        }
    }

    /** Which of two frees of one block is the one is decided by a bit, whoever owns the span. */
    @JCStressTest
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first one")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second one")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both free it, or neither")
    @State
    public static class TwoQuarantine {
        private final SlotNotes notes = new SlotNotes(2, false);

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = notes.free(1);
        }

        @Actor
        public void second(ZZ_Result r) {
            notes.free(0);
            r.r2 = notes.free(1);
        }
    }

    /** An idle large block goes to one of two. */
    @JCStressTest
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first one")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second one")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both have it, or it is lost")
    @State
    public static class TwoTakeALargeBlock {
        private final LargeCache cache = new LargeCache(1 << 20);

        public TwoTakeALargeBlock() {
            cache.offer(large(8), 0);
        }

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = cache.take(8) != null;
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = cache.take(8) != null;
        }
    }
}
