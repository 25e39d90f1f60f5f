// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** An off-heap allocator with thread caches, central lists and a page heap. */
@NullMarked
@SuppressWarnings("module") // of the qualified export: the arena module is compiled later
module dev.tidepool.spanalloc {
    requires static transitive org.jspecify;

    exports dev.tidepool.spanalloc;
    exports dev.tidepool.spanalloc.internal to dev.tidepool.arena;
}
