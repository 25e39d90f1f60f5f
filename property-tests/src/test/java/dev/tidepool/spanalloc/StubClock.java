// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import java.util.function.LongSupplier;

/** Time that passes when a test says so. */
final class StubClock implements LongSupplier {

    private volatile long nanos;

    StubClock(long nanos) {
        this.nanos = nanos;
    }

    @Override
    public long getAsLong() {
        return nanos;
    }

    void set(long now) {
        nanos = now;
    }

    void advance(long by) {
        nanos = nanos + by;
    }
}
