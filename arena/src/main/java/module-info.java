// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Arenas of {@code java.lang.foreign} whose memory is recycled. */
@NullMarked
module dev.tidepool.arena {
    requires transitive dev.tidepool.spanalloc;
    requires static transitive org.jspecify;

    exports dev.tidepool.arena;
}
