// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.bounded;

/** What is pooled. Its size does not matter: in a bounded pool it is scarce, not large. */
class Payload {
    long touched;
}
