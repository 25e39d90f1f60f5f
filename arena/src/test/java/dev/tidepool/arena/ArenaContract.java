// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidepool.spanalloc.SpanAllocator;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;

/**
 * Tests of arenas that are closed when the test ends: after each, the pool's books must balance and
 * the allocator must have all its memory back.
 */
@ExtendWith(OwnThread.class)
abstract class ArenaContract {

    @Parameter
    Setting setting;

    SpanAllocator allocator;
    ArenaPool pool;
    private final List<Arena> parents = new ArrayList<>();

    @BeforeEach
    void openPool() {
        allocator = SpanAllocator.builder()
                .name("under " + setting).backgroundScavenger(false).build();
        pool = configure(setting.builder().allocator(allocator)).build();
    }

    ArenaPool.Builder configure(ArenaPool.Builder builder) {
        return builder;
    }

    /** An arena as the setting says. The parent of a child has something in it, and stays open. */
    Arena open() {
        Arena root = setting.root(pool);
        if (!setting.kind().child()) {
            return root;
        }
        parents.add(root);
        root.allocate(40, 8);
        return ((PooledArena) root).child();
    }

    PooledArena openOurs() {
        return (PooledArena) open();
    }

    /** In the thread of the test. */
    void closeParents() {
        parents.forEach(Arena::close);
        parents.clear();
    }

    @AfterEach
    void nothingIsLeftAndTheBooksBalance() {
        pool.close();
        Books.assertNothingOpen(pool);
        assertEquals(0, allocator.stats().liveBlocks(), "blocks left");
        allocator.close();
    }
}
