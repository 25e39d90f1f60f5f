// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

/**
 * A class under advice as methods, for what is not timed; generated.
 *
 * @param <T> the class
 */
public interface Subject<T> {

    T make();

    void use(T object);

    void reset(T object);

    void dispose(T object);
}
