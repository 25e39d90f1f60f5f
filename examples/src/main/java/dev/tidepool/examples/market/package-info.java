// SPDX-License-Identifier: Apache-2.0
/**
 * A market-data line: a feed of messages, a handler that decodes them, an order book, and an
 * encoder that publishes the best prices. Twice: with fresh objects, as one would write it without
 * a thought of the collector, and with everything reused.
 */
@NullMarked
package dev.tidepool.examples.market;

import org.jspecify.annotations.NullMarked;
