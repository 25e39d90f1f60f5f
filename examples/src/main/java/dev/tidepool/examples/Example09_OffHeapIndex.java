// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples;

import dev.tidepool.spanalloc.SpanAllocator;
import dev.tidepool.spanalloc.SpanStats;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hash index from long to bytes that lives in a {@code SpanAllocator}, table and values: nothing
 * on the heap for each entry, only the allocator's books, a few per cent of what they are about.
 * Values are allocated and freed one by one, change in place while their block has room, and the
 * memory of what is removed goes back to the system.
 *
 * <p>Open addressing with linear probing; a removal moves later entries back, so that there are no
 * gravestones. Not thread-safe.
 *
 * <pre>
 * mvn -Pexample -Dmain=Example09_OffHeapIndex
 * </pre>
 */
public final class Example09_OffHeapIndex implements AutoCloseable {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    /** A slot of the table: the key, and the address of the value or 0. */
    private static final long SLOT = 16;
    /** A value: room for bytes, their number, the bytes. */
    private static final long HEAD = 8;
    private static final int LEAST_SLOTS = 16;
    private static final MemorySegment MEMORY = allMemory();

    private final SpanAllocator allocator;
    private long table;
    private int slots; // a power of two, at least a quarter of them empty
    private int size;

    Example09_OffHeapIndex(SpanAllocator allocator) {
        this.allocator = allocator;
        table = newTable(LEAST_SLOTS);
        slots = LEAST_SLOTS;
    }

    public static void main(String[] args) {
        run(System.out, 1_000_000);
    }

    // ---- the index

    int size() {
        return size;
    }

    /** {@return a copy of the value, or null if there is none} */
    byte @Nullable [] get(long key) {
        long value = MEMORY.get(LONG, find(key) + 8);
        if (value == 0) {
            return null;
        }
        byte[] bytes = new byte[MEMORY.get(INT, value + 4)];
        MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, value + HEAD, bytes, 0, bytes.length);
        return bytes;
    }

    void put(long key, byte[] bytes) {
        long slot = find(key);
        long value = MEMORY.get(LONG, slot + 8);
        if (value == 0) {
            MEMORY.set(LONG, slot, key);
            MEMORY.set(LONG, slot + 8, newValue(bytes));
            if (++size > slots / 4 * 3) {
                rehash(2 * slots);
            }
        } else if (MEMORY.get(INT, value) >= bytes.length) {
            write(value, bytes);
        } else {
            MEMORY.set(LONG, slot + 8, newValue(bytes)); // if this fails, the old one is there
            allocator.freeAddress(value);
        }
    }

    boolean remove(long key) {
        long slot = find(key);
        long value = MEMORY.get(LONG, slot + 8);
        if (value == 0) {
            return false;
        }
        allocator.freeAddress(value);
        closeGap((int) ((slot - table) / SLOT));
        size--;
        if (slots > LEAST_SLOTS && size < slots / 8) {
            rehash(slots / 2);
        }
        return true;
    }

    @Override
    public void close() {
        for (int i = 0; i < slots; i++) {
            long value = MEMORY.get(LONG, table + i * SLOT + 8);
            if (value != 0) {
                allocator.freeAddress(value);
            }
        }
        allocator.freeAddress(table);
    }

    /** {@return the slot of a key, or the empty one where it belongs} */
    private long find(long key) {
        int i = home(key);
        while (true) {
            long slot = table + i * SLOT;
            if (MEMORY.get(LONG, slot + 8) == 0 || MEMORY.get(LONG, slot) == key) {
                return slot;
            }
            i = (i + 1) & (slots - 1);
        }
    }

    private int home(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L; // 2^64 by the golden ratio
        return (int) (mixed >>> 32) & (slots - 1);
    }

    /** Empties a slot, and moves entries into it that would not be found past an empty one. */
    private void closeGap(int gap) {
        int i = gap;
        while (true) {
            i = (i + 1) & (slots - 1);
            long slot = table + i * SLOT;
            long value = MEMORY.get(LONG, slot + 8);
            if (value == 0) {
                MEMORY.set(LONG, table + gap * SLOT + 8, 0L);
                return;
            }
            int wayFromHome = (i - home(MEMORY.get(LONG, slot))) & (slots - 1);
            if (wayFromHome >= ((i - gap) & (slots - 1))) {
                MemorySegment.copy(MEMORY, slot, MEMORY, table + gap * SLOT, SLOT);
                gap = i;
            }
        }
    }

    private void rehash(int newSlots) {
        long old = table;
        int oldSlots = slots;
        table = newTable(newSlots);
        slots = newSlots;
        for (int i = 0; i < oldSlots; i++) {
            long from = old + i * SLOT;
            if (MEMORY.get(LONG, from + 8) != 0) {
                MemorySegment.copy(MEMORY, from, MEMORY, find(MEMORY.get(LONG, from)), SLOT);
            }
        }
        allocator.freeAddress(old);
    }

    private long newTable(int count) {
        long bytes = count * SLOT;
        long address = allocator.allocateAddress(bytes);
        MEMORY.asSlice(address, bytes).fill((byte) 0);
        return address;
    }

    private long newValue(byte[] bytes) {
        int room = (bytes.length + 7) & ~7;
        long value = allocator.allocateAddress(HEAD + room);
        MEMORY.set(INT, value, room);
        write(value, bytes);
        return value;
    }

    private static void write(long value, byte[] bytes) {
        MEMORY.set(INT, value + 4, bytes.length);
        MemorySegment.copy(bytes, 0, MEMORY, ValueLayout.JAVA_BYTE, value + HEAD, bytes.length);
    }

    /** What the allocator answers are addresses; this is where they are. */
    @SuppressWarnings("restricted") // Addresses are as safe as the code that computes them.
    private static MemorySegment allMemory() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    // ---- what it shows

    static void run(PrintStream out, int entries) {
        out.printf("# %d entries; kB%n%n", entries);
        showOnHeap(out, entries);
        out.printf("%10s %12s %12s %12s  %s%n", "entries", "live", "resident", "heap", "after");
        long heap = heap();
        try (SpanAllocator allocator = SpanAllocator.create();
                Example09_OffHeapIndex index = new Example09_OffHeapIndex(allocator)) {
            show(out, index, heap, "the start");
            for (int key = 0; key < entries; key++) {
                index.put(key, value(key, 40));
            }
            show(out, index, heap, "puts of 8 to 47 B");
            for (int key = 0; key < entries; key += 2) {
                index.put(key, value(key, 200));
            }
            check(index, entries);
            show(out, index, heap, "updates of every other to 8 to 207 B");
            for (int key = 0; key < entries; key++) {
                index.remove(key);
            }
            allocator.trim();
            show(out, index, heap, "removal of all");
        }
    }

    /** The usual way, to compare. */
    private static void showOnHeap(PrintStream out, int entries) {
        long before = heap();
        Map<Long, byte[]> map = new HashMap<>();
        for (int key = 0; key < entries; key++) {
            map.put((long) key, value(key, 40));
        }
        long bytes = heap() - before;
        out.printf("# a HashMap with %d values of 8 to 47 B takes %d of the heap%n%n",
                map.size(), bytes >> 10);
    }

    private static void show(
            PrintStream out, Example09_OffHeapIndex index, long heapBefore, String what) {
        SpanStats stats = index.allocator.stats();
        if (stats.liveBlocks() != index.size() + 1) {
            throw new AssertionError("a block for each entry and one for the table: " + stats);
        }
        out.printf("%10d %12d %12d %12d  %s%n", index.size(), stats.live() >> 10,
                stats.resident() >> 10, (heap() - heapBefore) >> 10, what);
    }

    private static void check(Example09_OffHeapIndex index, int entries) {
        for (int key = 0; key < entries; key++) {
            byte[] expected = value(key, key % 2 == 0 ? 200 : 40);
            if (!Arrays.equals(expected, index.get(key))) {
                throw new AssertionError("another value for key " + key);
            }
        }
    }

    private static byte[] value(int key, int lengths) {
        byte[] bytes = new byte[8 + key % lengths];
        Arrays.fill(bytes, (byte) key);
        return bytes;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
