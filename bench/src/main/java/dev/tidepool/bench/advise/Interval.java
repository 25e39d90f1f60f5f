// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

/**
 * What one interval in one child measured.
 *
 * @param nanos per operation of a thread
 * @param bytes of garbage per operation, exact
 * @param misses of a pool per operation
 * @param collections by the collector
 */
record Interval(double nanos, double bytes, double misses, long collections) {

    String line() {
        return nanos + " " + bytes + " " + misses + " " + collections;
    }

    static Interval parse(String line) {
        String[] parts = line.split(" ", -1);
        return new Interval(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Long.parseLong(parts[3]));
    }
}
