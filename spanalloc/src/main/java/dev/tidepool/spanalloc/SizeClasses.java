// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

/**
 * The sizes that small blocks are rounded up to, and the spans cut into slots of these sizes.
 *
 * <p>The table is Go's ({@code runtime/sizeclasses.go}), computed here the way its generator
 * {@code mksizeclasses.go} does it: steps of an eighth of the power of two below, spans just long
 * enough that no more than an eighth is lost at the end, classes merged that would fill a span with
 * the same number of slots, and sizes then raised as far as this number allows.
 *
 * <p>Class 0 is no size class: it stands for large blocks, and each of its columns is 0.
 */
final class SizeClasses {

    /** Number of classes, class 0 included. */
    static final int COUNT = 68;

    static final int PAGE_SHIFT = 13;

    /** A page of ours, 8 KiB, whatever the system's pages are. */
    static final int PAGE_BYTES = 1 << PAGE_SHIFT; // 8192

    /** The largest size that has a class. */
    static final int MAX_SMALL = 32768;

    /** Sizes up to here are looked up in steps of 8 bytes, larger ones in steps of 128. */
    private static final int FINE_MAX = 1016;

    private static final int FINE_SHIFT = 3; // 8 bytes
    private static final int FINE_STEP = 1 << FINE_SHIFT;
    private static final int COARSE_START = 1024;
    private static final int COARSE_SHIFT = 7; // 128 bytes
    private static final int COARSE_STEP = 1 << COARSE_SHIFT;

    /** Columns of {@link #ALIGNED} a row: alignments 1 to 8192, then a zero for all above. */
    private static final int ALIGNED_SHIFT = 4;

    private static final int[] SLOT_SIZE = new int[COUNT];
    private static final int[] SPAN_PAGES = new int[COUNT];
    private static final int[] SLOTS = new int[COUNT];
    private static final int[] MAGIC = new int[COUNT];
    private static final int[] TAIL = new int[COUNT];
    private static final int[] MIN_ALIGN = new int[COUNT];

    private static final byte[] FINE = new byte[(FINE_MAX >>> FINE_SHIFT) + 1];
    private static final byte[] FINE_ADDRESS = new byte[FINE.length];
    private static final byte[] COARSE =
            new byte[((MAX_SMALL - COARSE_START) >>> COARSE_SHIFT) + 1];
    private static final byte[] ALIGNED = new byte[COUNT << ALIGNED_SHIFT];

    static {
        int count = makeSizes();
        if (count != COUNT) {
            throw new AssertionError(count + " size classes instead of " + COUNT);
        }
        for (int c = 1; c < COUNT; c++) {
            raise(c);
            fillColumns(c);
        }
        fillLookup(FINE, 0, FINE_STEP, 1);
        fillLookup(FINE_ADDRESS, 0, FINE_STEP, 16);
        fillLookup(COARSE, COARSE_START, COARSE_STEP, 1);
        fillAligned();
    }

    private SizeClasses() {
    }

    /**
     * {@return the class of a size from 0 to {@link #MAX_SMALL}; a size of 0 counts as 1}
     */
    static int of(int byteSize) {
        return byteSize <= FINE_MAX
                ? FINE[(byteSize + FINE_STEP - 1) >>> FINE_SHIFT]
                : COARSE[(byteSize - COARSE_START + COARSE_STEP - 1) >>> COARSE_SHIFT];
    }

    /** {@return as {@link #of}, but for sizes of 16 and more a class of 16-aligned slots} */
    static int forAddress(int byteSize) {
        return byteSize <= FINE_MAX
                ? FINE_ADDRESS[(byteSize + FINE_STEP - 1) >>> FINE_SHIFT]
                : COARSE[(byteSize - COARSE_START + COARSE_STEP - 1) >>> COARSE_SHIFT];
    }

    /**
     * {@return the smallest class from {@code classId} on whose slots are aligned, or 0 if only
     * pages are}
     *
     * @param byteAlignment a power of two
     */
    static int aligned(int classId, long byteAlignment) {
        int column = Math.min(Long.numberOfTrailingZeros(byteAlignment), PAGE_SHIFT + 1);
        return ALIGNED[(classId << ALIGNED_SHIFT) + column];
    }

    static int slotSize(int c) {
        return SLOT_SIZE[c];
    }

    static int spanPages(int c) {
        return SPAN_PAGES[c];
    }

    static int slots(int c) {
        return SLOTS[c];
    }

    /**
     * {@return the factor for division by the slot size: {@code (offset * magic) >>> 32} is the
     * slot of every offset from 0 to the length of the span}
     */
    static long magic(int c) {
        return MAGIC[c];
    }

    /** {@return the bytes at the end of a span that no slot fits into} */
    static int tail(int c) {
        return TAIL[c];
    }

    /** {@return the largest alignment that every slot has, at most a page} */
    static int minAlign(int c) {
        return MIN_ALIGN[c];
    }

    private static int makeSizes() {
        int count = 1;
        int step = 8;
        for (int size = step; size <= MAX_SMALL; size += step) {
            step = stepFrom(size, step);
            int pages = pagesFor(size);
            int slots = (pages << PAGE_SHIFT) / size;
            boolean merge = SPAN_PAGES[count - 1] == pages && SLOTS[count - 1] == slots;
            int c = merge ? count - 1 : count++;
            SLOT_SIZE[c] = size;
            SPAN_PAGES[c] = pages;
            SLOTS[c] = slots;
        }
        return count;
    }

    /** {@return the distance to the next size: it changes at powers of two only} */
    private static int stepFrom(int size, int step) {
        if (Integer.bitCount(size) != 1) {
            return step;
        }
        if (size >= 2048) {
            return 256;
        }
        if (size >= 128) {
            return size / 8;
        }
        return size >= 32 ? 16 : step;
    }

    private static int pagesFor(int size) {
        int bytes = PAGE_BYTES;
        while (bytes % size > bytes / 8) {
            bytes += PAGE_BYTES;
        }
        return bytes >>> PAGE_SHIFT;
    }

    /** Gives slots what would be lost at the end of the span, in steps of the coarse table. */
    private static void raise(int c) {
        int widest = (SPAN_PAGES[c] << PAGE_SHIFT) / SLOTS[c] & -COARSE_STEP;
        SLOT_SIZE[c] = Math.max(SLOT_SIZE[c], widest);
    }

    private static void fillColumns(int c) {
        int size = SLOT_SIZE[c];
        MAGIC[c] = (int) (0xFFFF_FFFFL / size) + 1; // at most 2^29
        TAIL[c] = (SPAN_PAGES[c] << PAGE_SHIFT) - SLOTS[c] * size;
        MIN_ALIGN[c] = Math.min(Integer.lowestOneBit(size), PAGE_BYTES);
    }

    /** Entry i serves the sizes that end at {@code start + i * step}. */
    private static void fillLookup(byte[] table, int start, int step, int byteAlignment) {
        int c = 1;
        for (int i = 0; i < table.length; i++) {
            int size = start + i * step;
            int needed = size < byteAlignment ? 1 : byteAlignment;
            while (SLOT_SIZE[c] < size || MIN_ALIGN[c] < needed) {
                c++;
            }
            table[i] = (byte) c;
        }
    }

    private static void fillAligned() {
        for (int column = 0; column <= PAGE_SHIFT; column++) {
            int found = 0;
            for (int c = COUNT - 1; c > 0; c--) {
                found = MIN_ALIGN[c] >= 1 << column ? c : found;
                ALIGNED[(c << ALIGNED_SHIFT) + column] = (byte) found;
            }
        }
    }
}
