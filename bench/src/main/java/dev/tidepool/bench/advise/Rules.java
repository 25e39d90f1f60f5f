// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import static dev.tidepool.bench.advise.Verdict.Kind.DO_NOT_POOL;
import static dev.tidepool.bench.advise.Verdict.Kind.MARGINAL;
import static dev.tidepool.bench.advise.Verdict.Kind.POOL;

import dev.tidepool.bench.advise.Verdict.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * From figures to a verdict; the first rule that fits decides. No rule knows a size below which
 * pooling is wrong: small objects lose by their figures, not by their size.
 */
final class Rules {

    /** Less is rounding: an operation that allocates every thousandth time, or a stray object. */
    static final double REMOVED_SHARE = 0.01;

    /**
     * A pool must at least halve the time of a fresh object. Less is soon lost: the loop here
     * finds the pool in the first cache, where a program between two uses does not leave it.
     */
    static final double CLEAR_RATIO = 2;

    /** Less per use is below what a change of the surrounding code moves. */
    static final double CLEAR_NANOS = 10;

    /**
     * From here on a pool need only not be slower: a hundred thousand uses a second are 400 MB/s of
     * garbage, whose collections in a program with live data cost more than they do here.
     */
    static final double LARGE_BYTES = 4096;

    private Rules() {}

    static Verdict judge(Figures figures) {
        Decision decision = decide(figures);
        return new Verdict(decision.kind(), decision.reason(), remarks(figures));
    }

    private record Decision(Kind kind, String reason) {}

    private static Decision decide(Figures figures) {
        Row fresh = figures.row(Question.PUBLISHED);
        Row pair = figures.row(Question.PAIR);
        Row kept = figures.row(Question.KEPT);
        String size = Units.bytes(figures.bytes());
        if (figures.size().threadBound() != null) {
            return new Decision(DO_NOT_POOL, "bound to the thread that made it: "
                    + figures.size().threadBound());
        }
        if (isRemoved(figures)) {
            return clearlyFaster(pair, fresh)
                    ? new Decision(MARGINAL, size + ", escape analysis removes it where it stays "
                            + "local; where it escapes, " + against(pair, fresh))
                    : new Decision(DO_NOT_POOL, size + ", escape analysis removes it");
        }
        if (figures.target().immutable() != null) {
            return new Decision(DO_NOT_POOL, size + ", " + figures.target().immutable()
                    + ": it cannot be reset");
        }
        if (fresh.isBelow(kept)) {
            return new Decision(DO_NOT_POOL, size + ", reset costs more than a new one: "
                    + Units.nanos(kept.nanos()) + " with reset, "
                    + Units.nanos(fresh.nanos()) + " fresh");
        }
        if (fresh.isBelow(pair)) {
            return new Decision(DO_NOT_POOL, size + ", " + against(pair, fresh));
        }
        return gain(figures, size);
    }

    /** What is left once nothing speaks against it. */
    private static Decision gain(Figures figures, String size) {
        Row fresh = figures.row(Question.PUBLISHED);
        Row pair = figures.row(Question.PAIR);
        if (figures.row(Question.PUBLISHED_SHARED).isBelow(figures.row(Question.PAIR_SHARED))) {
            return new Decision(MARGINAL, size + ", the pool is faster on one thread and slower on "
                    + figures.threads());
        }
        String costs = size + ", " + Units.nanos(fresh.nanos()) + " fresh, "
                + Units.nanos(pair.nanos()) + " by the pool";
        if (clearlyFaster(pair, fresh)) {
            return new Decision(POOL, costs);
        }
        if (figures.bytes() >= LARGE_BYTES) {
            return new Decision(POOL, costs + ": not slower, and that much less garbage");
        }
        return new Decision(MARGINAL, costs + (pair.isBelow(fresh)
                ? ": a gain, but not a clear one" : ": no difference beyond the noise"));
    }

    /** {@return whether nothing is left of the object where it stays local} */
    static boolean isRemoved(Figures figures) {
        double escaping = figures.row(Question.PUBLISHED).bytes();
        return escaping > 0
                && figures.row(Question.LOCAL).bytes() < escaping * REMOVED_SHARE;
    }

    static boolean clearlyFaster(Row pair, Row fresh) {
        return pair.isBelow(fresh)
                && fresh.nanos() >= pair.nanos() * CLEAR_RATIO
                && fresh.nanos() - pair.nanos() >= CLEAR_NANOS;
    }

    private static String against(Row pair, Row fresh) {
        return "a get and a put cost " + Units.nanos(pair.nanos()) + ", a new one "
                + Units.nanos(fresh.nanos());
    }

    private static List<String> remarks(Figures figures) {
        List<String> remarks = new ArrayList<>();
        Target target = figures.target();
        Row local = figures.row(Question.LOCAL);
        Row fresh = figures.row(Question.PUBLISHED);
        Row memory = figures.row(Question.MEMORY);
        if (fresh.bytes() > 0) {
            remarks.add("the JIT removes " + percent(1 - local.bytes() / fresh.bytes())
                    + " of the garbage where the object stays local: "
                    + Units.bytes(local.bytes()) + " of " + Units.bytes(fresh.bytes())
                    + " are left");
        }
        if (memory.isKnown()) {
            double share = Math.min(1, memory.nanos() / Math.max(fresh.nanos(), 1e-9));
            remarks.add(percent(share) + " of the " + Units.nanos(fresh.nanos())
                    + " are memory and collector, by a byte[] of that size"
                    + (share == 1 ? "" : "; the rest is building"
                            + (target.hasUse() ? " and use" : "")));
        }
        if (target.immutable() != null) {
            remarks.add("immutable (" + target.immutable() + "): share it, or let it die");
        } else if (!target.hasReset()) {
            remarks.add("measured without a reset: --reset METHOD adds its cost");
        }
        if (!target.hasUse()) {
            remarks.add("measured without a use: --use METHOD may keep the object from being "
                    + "removed");
        }
        if (target.hasDispose() || figures.size().resource() != null) {
            remarks.add("it has an end of its own: give the pool that method as onEvict");
        }
        if (figures.size().deep() <= 0) {
            remarks.add("its objects reach each other (a list of a Cleaner, a registry), so JOL "
                    + "knows the " + Units.bytes(figures.size().shallow())
                    + " of the object itself; the size above is what making it allocates");
        }
        return List.copyOf(remarks);
    }

    private static String percent(double share) {
        return Math.round(100 * Math.clamp(share, 0, 1)) + " %";
    }
}
