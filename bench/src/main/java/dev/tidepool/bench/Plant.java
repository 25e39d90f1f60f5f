// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A slow-down planted into Tidepool's side of each operation, so that a reader can see what a
 * report looks like when the code has become slower. A fork is told by a system property.
 */
public enum Plant {
    /** A microsecond's sleep, for which the system takes some fifty. */
    SLEEP {
        @Override
        public void strike() {
            LockSupport.parkNanos(1000);
        }
    },
    /** A compare-and-set of a word that all threads share. */
    CAS {
        @Override
        public void strike() {
            long now = WORD.getOpaque();
            WORD.compareAndSet(now, now + 1);
        }
    };

    private static final String PROPERTY = "dev.tidepool.bench.plant";
    private static final AtomicLong WORD = new AtomicLong();

    /** Delays the caller. */
    public abstract void strike();

    /** {@return what this JVM was told to plant, if anything} */
    public static Optional<Plant> here() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(Plant::of);
    }

    /** {@return the flag for a JVM that plants} */
    public String flag() {
        return "-D" + PROPERTY + "=" + this;
    }

    /**
     * {@return the slow-down of this name}
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Plant of(String name) {
        return Stream.of(values())
                .filter(plant -> plant.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no plant is called \"" + name + "\", but " + names()));
    }

    private static List<String> names() {
        return Stream.of(values()).map(Plant::toString).toList();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
