// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import org.jspecify.annotations.Nullable;

/**
 * A block that was never freed, as reported when its allocator is closed.
 *
 * @param address where it was
 * @param byteSize bytes asked for
 * @param allocatedAt the stack of its allocation, with {@link Profile#DEBUG}
 */
public record LeakedBlock(long address, long byteSize, @Nullable Throwable allocatedAt) {}
