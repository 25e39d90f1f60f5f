// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source asks for the place beside its last range, where somebody else may be by then. */
@EnabledOnOs(OS.LINUX)
class MmapHintTest {

    private static final long REGION = 64 << 20;
    private static final long PAGE = Posix.link().pageSize();
    private static final byte THEIRS = 0x5C;

    private final PageSource source = PageSource.system();
    private final List<MemorySegment> foreign = new ArrayList<>();

    /** Puts a page of somebody else's there, if the place is free. */
    private void occupy(long address) {
        long got = Posix.link().map(address, PAGE);
        if (got == address) {
            foreign.add(RawMemory.at(address, PAGE).fill(THEIRS));
        } else if (got > 0) {
            Posix.link().unmap(got, PAGE);
        }
    }

    @AfterEach
    void unmap() {
        foreign.forEach(page -> Posix.link().unmap(page.address(), PAGE));
    }

    private void assertIntact() {
        for (MemorySegment page : foreign) {
            MemorySegment theirs = MemorySegment.ofArray(new byte[(int) PAGE]).fill(THEIRS);
            assertEquals(-1, page.mismatch(theirs), () -> "a foreign page changed: " + page);
        }
    }

    /** At the start of the place, within it, and at its end. */
    @ParameterizedTest
    @ValueSource(longs = {0, REGION / 2, REGION - 4096})
    void aMappingInTheWayIsLeftAlone(long offset) {
        long pages = offset / PAGE * PAGE;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment first = source.map(REGION, REGION, arena);
            for (int round = 0; round < 4; round++) {
                occupy(first.address() - REGION + pages);
                occupy(first.address() + REGION + pages);
                MemorySegment next = source.map(REGION, REGION, arena);
                assertEquals(0, next.address() % REGION, "aligned");
                for (MemorySegment page : foreign) {
                    assertTrue(next.asOverlappingSlice(page).isEmpty(),
                            () -> next + " over " + page);
                }
                next.asSlice(pages, PAGE).fill((byte) 1);
                source.release(next);
                first = next;
            }
            assertTrue(foreign.size() > 1, () -> "nothing was in the way: " + foreign);
            assertIntact();
        }
        assertIntact();
    }
}
