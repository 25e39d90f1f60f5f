// SPDX-License-Identifier: Apache-2.0
/** What stands on what, what may call what, and what users see. */
@NullMarked
package dev.tidepool.architecture;

import org.jspecify.annotations.NullMarked;
