// SPDX-License-Identifier: Apache-2.0
/** What the reports of all libraries share: the command line, tables, JSON, the machine. */
@NullMarked
package dev.tidepool.bench;

import org.jspecify.annotations.NullMarked;
