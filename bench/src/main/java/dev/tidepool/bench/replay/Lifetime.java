// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.span.Rng;
import java.util.Locale;

/**
 * A guess at how long objects live, counted in bytes that the program allocates meanwhile: a flight
 * recording does not say. Lifetimes of the young and of the old are geometric each, that is,
 * without memory.
 *
 * @param young share of the objects that die young
 * @param youngBytes mean lifetime of these
 * @param oldBytes mean lifetime of the others
 */
record Lifetime(double young, long youngBytes, long oldBytes) {

    static final Lifetime DEFAULT = new Lifetime(0.95, 1 << 20, 64 << 20);

    private static final String FORM =
            "a lifetime is young:FRACTION[:YOUNG[:OLD]], as in young:0.95:1m:64m, not ";

    /** {@return what {@code young:FRACTION[:YOUNG[:OLD]]} says} */
    static Lifetime parse(String text) {
        String[] parts = text.split(":", -1);
        boolean right =
                parts.length >= 2
                        && parts.length <= 4
                        && parts[0].equals("young")
                        && parts[1].matches("0|1|0?\\.\\d{1,9}|[01]\\.0*");
        if (!right) {
            throw new IllegalArgumentException(FORM + text);
        }
        try {
            return parse(parts);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(FORM + text, e);
        }
    }

    private static Lifetime parse(String[] parts) {
        return new Lifetime(
                Double.parseDouble(parts[1]),
                parts.length > 2 ? Bytes.parse(parts[2]) : DEFAULT.youngBytes,
                parts.length > 3 ? Bytes.parse(parts[3]) : DEFAULT.oldBytes);
    }

    /** {@return how many bytes are allocated while the next object lives} */
    long next(Rng random) {
        long mean = random.fraction() < young ? youngBytes : oldBytes;
        // The continuous form of the geometric distribution; 1 - fraction is never 0.
        return (long) (-mean * StrictMath.log(1 - random.fraction()));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "young:%s:%d:%d", young, youngBytes, oldBytes);
    }
}
