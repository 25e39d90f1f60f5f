// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs({OS.LINUX, OS.MAC})
class MmapPageSourceTest extends PageSourceContract {

    private static final long GIB = 1 << 30;
    private static final int MANY = 64;

    @Override
    PageSource source() {
        return PageSource.system();
    }

    @Test
    void itIsTheSystemsSourceHere() {
        assertInstanceOf(MmapPageSource.class, source);
        assertInstanceOf(MmapPageSource.class, SystemPageSources.orPortable());
        assertTrue(source.releases());
    }

    @Test
    void anErrorNamesTheRequestAndTheSystemsNumber() {
        try (Arena arena = Arena.ofConfined()) {
            OutOfMemoryError error = assertThrows(OutOfMemoryError.class,
                    () -> source.map(1L << 60, 64 * MIB, arena));
            assertEquals("mmap of 1152921504606846976 bytes aligned to 67108864 "
                    + "failed with errno 12",
                    error.getMessage());
        }
    }

    @Test
    void aSizeThatOverflowsWithItsAlignmentIsRefused() {
        try (Arena arena = Arena.ofConfined()) {
            long largest = -source.pageSize() & Long.MAX_VALUE;
            assertThrows(OutOfMemoryError.class, () -> source.map(largest, 1L << 62, arena));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anImpossibleSizeReservesNothing() throws IOException {
        long before = statm(0);
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < MANY; i++) {
                assertThrows(OutOfMemoryError.class, () -> source.map(1L << 60, 64 * MIB, arena));
            }
            assertTrue(statm(0) - before < 8 * GIB);
        }
    }

    @Test
    void memoryOfOthersThatIsReadOnlyOrOnTheHeapIsNotReleased() {
        MemorySegment heap = MemorySegment.ofArray(new long[(int) source.pageSize()]);
        assertThrows(IllegalArgumentException.class, () -> source.release(heap));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment range = source.map(MIB, MIB, arena);
            fill(range, 5);
            assertThrows(IllegalArgumentException.class,
                    () -> source.release(range.asReadOnly()));
            assertFilled(range, 5);
        }
    }

    @Test
    void anotherThreadsArenaIsNeitherMappedInNorReleased() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment range = source.map(MIB, MIB, arena);
            fill(range, 5);
            assertThrows(WrongThreadException.class,
                    () -> elsewhere(() -> source.release(range)));
            assertThrows(WrongThreadException.class,
                    () -> elsewhere(() -> source.map(MIB, MIB, arena)));
            assertFilled(range, 5);
        }
    }

    @Test
    void hugePagesAreAsked() {
        PageSource huge = PageSource.hugePages();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment range = huge.map(4 * MIB, 2 * MIB, arena);
            assertZero(range);
            fill(range, 1);
            huge.release(range);
            assertZero(range);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void releasedMemoryIsResidentNoMore() throws IOException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment range = source.map(256 * MIB, 64 * MIB, arena);
            fill(range, 1);
            long touched = statm(1);
            source.release(range);
            assertTrue(touched - statm(1) > 192 * MIB, () -> "resident before: " + touched);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingIsResidentBeforeItIsTouched() throws IOException {
        try (Arena arena = Arena.ofShared()) {
            long before = statm(1);
            source.map(16 * GIB, 64 * MIB, arena);
            assertTrue(statm(1) - before < GIB);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aClosedArenasMemoryIsUnmapped() throws IOException {
        MemorySegment range;
        try (Arena arena = Arena.ofShared()) {
            range = source.map(64 * MIB, 64 * MIB, arena);
            assertEquals(64 * MIB, mapped(range));
        }
        // Not 0: another thread of the JVM may have got some of it since.
        assertTrue(mapped(range) <= 32 * MIB);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closingUnmapsNoNeighbour() throws IOException {
        try (Arena kept = Arena.ofShared()) {
            MemorySegment[] ranges = new MemorySegment[8];
            try (Arena closed = Arena.ofShared()) {
                for (int i = 0; i < ranges.length; i++) {
                    ranges[i] = source.map(MIB, MIB, i % 2 == 0 ? kept : closed);
                }
            }
            for (int i = 0; i < ranges.length; i += 2) {
                assertEquals(MIB, mapped(ranges[i]));
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatAlignmentNeededTooMuchIsUnmapped() throws IOException {
        long before = statm(0);
        try (Arena arena = Arena.ofShared()) {
            for (int i = 0; i < MANY; i++) {
                source().map(source.pageSize(), GIB, arena); // a new one knows no neighbour
            }
            assertTrue(statm(0) - before < 8 * GIB);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingStaysMappedIfTheArenaIsClosed() throws IOException {
        Arena arena = Arena.ofShared();
        arena.close();
        long before = statm(0);
        for (int i = 0; i < MANY; i++) {
            assertThrows(IllegalStateException.class, () -> source.map(GIB, GIB, arena));
        }
        assertTrue(statm(0) - before < 8 * GIB);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void regionsOfOneSourceTendToBeNeighbours() {
        try (Arena arena = Arena.ofShared()) {
            int neighbours = 0;
            long before = source.map(64 * MIB, 64 * MIB, arena).address();
            for (int i = 0; i < 16; i++) {
                long address = source.map(64 * MIB, 64 * MIB, arena).address();
                neighbours += Math.abs(address - before) == 64 * MIB ? 1 : 0;
                before = address;
            }
            assertTrue(neighbours >= 8, neighbours + " of 16");
        }
    }

    private static void elsewhere(Runnable task) throws Throwable {
        try {
            CompletableFuture.runAsync(task).join();
        } catch (CompletionException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    /** {@return bytes of address space (column 0) or resident memory (column 1) of this process} */
    private static long statm(int column) throws IOException {
        String line = Files.readString(Path.of("/proc/self/statm"));
        return Long.parseLong(line.split(" ")[column]) * Posix.link().pageSize();
    }

    /** {@return how many bytes of a range the kernel says are mapped} */
    private static long mapped(MemorySegment range) throws IOException {
        long start = range.address();
        long end = start + range.byteSize();
        long sum = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] bounds = line.substring(0, line.indexOf(' ')).split("-");
            long from = Math.max(start, Long.parseUnsignedLong(bounds[0], 16));
            long to = Math.min(end, Long.parseUnsignedLong(bounds[1], 16));
            sum += Math.max(0, to - from);
        }
        return sum;
    }
}
