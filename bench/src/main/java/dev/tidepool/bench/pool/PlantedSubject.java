// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import dev.tidepool.bench.Plant;
import org.openjdk.jmh.infra.Blackhole;

/** A subject that has become slower by one plant in each get. */
record PlantedSubject<T>(Subject<T> subject, Plant plant) implements Subject<T> {

    @Override
    public T get() {
        plant.strike();
        return subject.get();
    }

    @Override
    public void put(T object) {
        subject.put(object);
    }

    @Override
    public void touch(T object, Blackhole hole) {
        subject.touch(object, hole);
    }

    @Override
    public long made() {
        return subject.made();
    }

    @Override
    public long retained() {
        return subject.retained();
    }

    @Override
    public void close() {
        subject.close();
    }
}
