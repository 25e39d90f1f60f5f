// SPDX-License-Identifier: Apache-2.0
/** The jar's main class: the one place that knows every command. */
@NullMarked
package dev.tidepool.bench.cli;

import org.jspecify.annotations.NullMarked;
