// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** A pool or allocator under soak, with books of its own to compare it with. */
abstract class Part {

    final String name;
    final Desk desk;
    final LongAdder operations = new LongAdder();

    Part(String name, Desk desk) {
        this.name = name;
        this.desk = desk;
    }

    /** {@return what a new thread works with} */
    abstract Session session(SplittableRandom random);

    /** Does something to the whole, while others use it. */
    void disturb(SplittableRandom random) {
    }

    /** Looks at it while nobody is inside. */
    abstract void check();

    /** Gives back what lies about, when nobody is inside and sessions hold nothing. */
    void drain() {
    }

    /** Looks at it when nothing is held. */
    abstract void checkEmpty();

    /** Ends it, looks whether anything is left, and begins anew; when nothing is held. */
    abstract void renew();

    /** Ends it; when nothing is held. */
    abstract void close();

    @Override
    public String toString() {
        return name;
    }
}
