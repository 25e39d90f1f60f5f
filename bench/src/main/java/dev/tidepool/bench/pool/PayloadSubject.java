// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.infra.Blackhole;

/** A subject that hands out payloads and counts those it made. */
interface PayloadSubject<P extends Payload> extends Subject<P> {

    /** The calls of the factory. */
    LongAdder makes();

    @Override
    default void touch(P payload, Blackhole hole) {
        payload.touched++;
        hole.consume(payload);
    }

    @Override
    default long made() {
        return makes().sum();
    }
}
