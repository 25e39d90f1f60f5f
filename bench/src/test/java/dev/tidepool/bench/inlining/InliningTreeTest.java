// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.inlining;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class InliningTreeTest {

    private static final String OUTPUT = """
            88   33    b        a.Driver::path (32 bytes)
                    @ 3   a.Pool::get (40 bytes)   failed to inline: hot method too big
            a line of the program
            99   34    b        a.Driver::path (32 bytes)
                    @ 3   a.Pool::get (40 bytes)   inline (hot)
                      @ 0   java.lang.Thread::currentThread (0 bytes)   (intrinsic)
                      @ 8   a.Pool::table (5 bytes)   accessor
                      @ 22   a.b.Cache::take (56 bytes)   inline (hot)
                        @ 48   a.b.Cache::slow (46 bytes)   too big
               !m   @ 26   a.Pool$In::put (6 bytes)   inline (hot)   \
              callee changed to a.Pool::x (9 bytes)    \\-> TypeProfile (1/1 counts) = a/Pool
                      @ 29   a.b.Cache::put (63 bytes)   failed to inline: too big
                    @ 30   a.Old::late (6 bytes)   late inline succeeded
            """;

    private final InliningTree tree = InliningTree.last("a.Driver::path", OUTPUT.lines().toList());

    @Test
    void theLastCompilationCounts() {
        assertEquals(List.of(), tree.notInlined("Pool::get"));
        assertFalse(tree.toString().contains("hot method too big"), tree::toString);
    }

    @Test
    void whatIsInlinedIsFoundBelowItsCaller() {
        assertEquals(List.of(), tree.notInlined("""
                Pool::get
                  Thread::currentThread
                  Pool::table
                  Cache::take
                Pool$In::put
                Old::late
                """));
        assertEquals(List.of(), tree.notInlined("Cache::take"));
        assertEquals(List.of("Cache::take below Pool$In::put"),
                tree.notInlined("Pool$In::put\n  Cache::take"));
    }

    @Test
    void whatIsNotInlinedIsTold() {
        assertEquals(List.of("Cache::put below Pool$In::put"),
                tree.notInlined("Pool$In::put\n  Cache::put"));
        assertEquals(List.of("Pool::lost below a.Driver::path", "Cache::take below Pool::lost"),
                tree.notInlined("Pool::lost\n  Cache::take"));
    }

    @Test
    void whatIsInlinedAnywhereIsTold() {
        assertEquals(List.of("Cache::take"),
                tree.inlined(List.of("Cache::slow", "Cache::take", "Cache::put", "Cache::no")));
        assertEquals(List.of("Cache::no"), tree.unseen(List.of("Cache::slow", "Cache::no")));
    }

    @Test
    void noCompilationIsAnEmptyTree() {
        InliningTree none = InliningTree.last("a.Driver::path", List.of("no such JVM"));
        assertEquals(List.of("Pool::get below a.Driver::path"), none.notInlined("Pool::get"));
        assertTrue(none.toString().isEmpty());
    }
}
