// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.Locale;

/** How much a report measures. */
public enum Profile {
    /** One round of everything quick, so short that the figures mean nothing. */
    SMOKE(1, new Pace(1, 1, 50)),
    /** Only the rows with a target, in minutes. */
    QUICK(3, new Pace(3, 3, 70)),
    /** All rows and all subjects. */
    FULL(5, new Pace(5, 5, 500));

    private final int rounds;
    private final Pace pace;

    Profile(int rounds, Pace pace) {
        this.rounds = rounds;
        this.pace = pace;
    }

    /** {@return rounds, unless the command line asks for another number} */
    public int rounds() {
        return rounds;
    }

    public Pace pace() {
        return pace;
    }

    /** {@return whether only what rows with a target need takes part} */
    public boolean isShort() {
        return this != FULL;
    }

    /** {@return the number for this profile} */
    public int pick(int smoke, int quick, int full) {
        return switch (this) {
            case SMOKE -> smoke;
            case QUICK -> quick;
            case FULL -> full;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
