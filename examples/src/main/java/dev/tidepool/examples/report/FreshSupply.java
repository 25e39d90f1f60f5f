// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.report;

/** No reuse: a new object each time, for the collector to take away. */
final class FreshSupply<T> implements Supply<T> {

    private final Kind<T> kind;

    FreshSupply(Kind<T> kind) {
        this.kind = kind;
    }

    @Override
    public T take() {
        return kind.create().get();
    }

    @Override
    public void give(T object) {
        kind.disposeOf(object);
    }

    @Override
    public long created(long taken) {
        return taken;
    }
}
