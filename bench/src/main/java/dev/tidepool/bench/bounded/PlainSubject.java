// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

/** A subject that hands out the object itself. */
interface PlainSubject extends Subject<Payload> {

    @Override
    default Payload payload(Payload payload) {
        return payload;
    }
}
