// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

/**
 * What a pool saves at a rate of use.
 *
 * @param perSecond uses
 * @param measured whether that is the rate of a thread here that does nothing else
 * @param bytesPerSecond of garbage
 * @param processors how many of them are free again; negative where the pool costs more
 */
record Savings(double perSecond, boolean measured, double bytesPerSecond, double processors) {

    private static final double NANOS = 1e9;

    /**
     * {@return what is saved}
     *
     * @param rate uses a second, NaN for what was measured
     */
    static Savings of(Figures figures, double rate) {
        Row fresh = figures.row(Question.PUBLISHED);
        Row pair = figures.row(Question.PAIR);
        double perSecond = Double.isNaN(rate) ? NANOS / Math.max(fresh.nanos(), 1e-3) : rate;
        return new Savings(
                perSecond,
                Double.isNaN(rate),
                perSecond * Math.max(0, fresh.bytes() - pair.bytes()),
                perSecond * (fresh.nanos() - pair.nanos()) / NANOS);
    }
}
