// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.arena;

import dev.tidepool.bench.Plant;
import org.openjdk.jmh.infra.Blackhole;

/** A subject that has become slower by one plant in each lifetime. */
record PlantedSubject(Subject subject, Plant plant) implements Subject {

    @Override
    public String name() {
        return subject.name();
    }

    @Override
    public void inlined(long size, int count, Blackhole hole) {
        plant.strike();
        subject.inlined(size, count, hole);
    }

    @Override
    public void escaping(long size, int count, Blackhole hole) {
        plant.strike();
        subject.escaping(size, count, hole);
    }

    @Override
    public void close() {
        subject.close();
    }
}
