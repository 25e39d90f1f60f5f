// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.pool;

/**
 * What is pooled: 328 bytes with a 12-byte header, large enough that making one costs something and
 * small enough that pooling it is not obviously right. A subclass's one reference fits into the gap
 * behind the header (compressed references) and does not change the size.
 */
class Payload {
    long touched;
    long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9;
    long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9;
    long c0, c1, c2, c3, c4, c5, c6, c7, c8, c9;
    long d0, d1, d2, d3, d4, d5, d6, d7;
}
