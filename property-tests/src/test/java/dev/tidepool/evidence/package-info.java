// SPDX-License-Identifier: Apache-2.0
/** What docs/evidence.md says, held against what is there. */
@NullMarked
package dev.tidepool.evidence;

import org.jspecify.annotations.NullMarked;
