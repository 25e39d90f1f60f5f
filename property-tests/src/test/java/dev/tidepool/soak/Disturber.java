// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** What happens to the libraries while the crew works: tides, collections, clears, interrupts. */
final class Disturber {

    private final World world;
    private final Crew crew;
    private final LongAdder count = new LongAdder();

    Disturber(World world, Crew crew) {
        this.world = world;
        this.crew = crew;
    }

    /** Does one of these, on any thread. */
    void disturb(SplittableRandom random) {
        count.increment();
        int n = random.nextInt(1000);
        if (n < 300) {
            world.tide.tick();
        } else if (n < 800) {
            world.parts.get(random.nextInt(world.parts.size())).disturb(random);
        } else if (n < 995) {
            crew.interruptOne(random);
        } else {
            System.gc();
        }
        if (world.desk.strikes(Plant.LOG)) {
            System.getLogger("dev.tidepool.soak").log(System.Logger.Level.WARNING, "planted");
        }
    }

    long count() {
        return count.sum();
    }
}
