// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

/** Where a workload's objects come from. The first one is what the others are compared with. */
enum Variant {
    FRESH("fresh"),
    TIDEPOOL("tidepool"),
    THREAD_LOCAL("thread-local");

    final String label;

    Variant(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
