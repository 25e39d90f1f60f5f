// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.pool.Tide;
import dev.tidepool.spanalloc.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** All that is soaked, in the order in which one stands on another. */
final class World {

    private static final long MIB = 1 << 20;
    private static final Duration SHORT = Duration.ofMillis(200);

    final Desk desk;
    final Tide tide = Tide.manual();
    final List<Part> parts = new ArrayList<>();
    final List<SpanPart> spans = new ArrayList<>();
    /** It keeps a stack for each slot, which would hide what else is on the heap. */
    private final SpanPart debug;

    World(Desk desk) {
        this.desk = desk;
        SpanPart shared = span(true, "shared", Profile.BALANCED, 24 * MIB, 48 * MIB);
        span(false, "low memory", Profile.LOW_MEMORY, 4 * MIB, 8 * MIB);
        span(false, "balanced", Profile.BALANCED, 0, 0);
        span(false, "hardened", Profile.HARDENED, 0, 32 * MIB);
        debug = span(false, "debug", Profile.DEBUG, 0, 0);
        parts.add(new ArenaPart(shared, desk));
        parts.add(new ObjectsPart(desk));
        parts.add(new PoolPart(PoolPart.Kind.PLAIN, desk, tide));
        parts.add(new PoolPart(PoolPart.Kind.HOOKED, desk, Tide.gc()));
        parts.add(new PoolPart(PoolPart.Kind.EVICTING, desk, Tide.gc()));
        parts.add(new PoolPart(PoolPart.Kind.BYTES, desk, tide));
        parts.add(new PoolPart(PoolPart.Kind.CHECKED, desk, tide));
        parts.add(new BufferPart<>(BufferKind.arrays(), desk, tide));
        parts.add(new BufferPart<>(BufferKind.heap(), desk, Tide.gc()));
        parts.add(new BufferPart<>(BufferKind.direct(), desk, tide));
        parts.add(new BufferPart<>(BufferKind.blocks(shared), desk,
                Tide.every(Duration.ofMillis(50))));
        parts.add(new BoundedPart(desk));
    }

    private SpanPart span(boolean shared, String name, Profile profile, long soft, long hard) {
        var part = new SpanPart(new SpanPart.Setup(name, profile, soft, hard, SHORT), shared,
                desk);
        spans.add(part);
        parts.add(part);
        return part;
    }

    /** {@return the parts, those that stand on others first} */
    List<Part> fromAbove() {
        List<Part> reversed = new ArrayList<>(parts);
        Collections.reverse(reversed);
        return reversed;
    }

    /** Nobody is inside. */
    void check() {
        parts.forEach(Part::check);
    }

    /** Nobody is inside, and no session holds anything. */
    void checkEmpty(SplittableRandom random) {
        List<Part> order = fromAbove();
        order.forEach(Part::drain);
        order.forEach(Part::check);
        order.forEach(Part::checkEmpty);
        order.forEach(part -> {
            if (random.nextInt(8) == 0 || part == debug) {
                part.renew();
            }
        });
    }

    void close() {
        fromAbove().forEach(Part::close);
    }

    /** Lets the memory go after a failure; nobody is left. */
    void drop() {
        for (Part part : fromAbove()) {
            try {
                part.close();
            } catch (SoakFault | RuntimeException e) {
                // something is wrong already
            }
        }
    }

    long operations() {
        return parts.stream().mapToLong(part -> part.operations.sum()).sum();
    }
}
