// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

/**
 * Places with blocks whose sizes, and as far as asked contents, are known. A block that overlaps
 * another one or was handed out twice loses its mark, which its free finds. One thread at a time;
 * the thread that takes over brings its own tally.
 */
final class Blocks {

    /** What is written into a block and looked for when it is freed. */
    enum Check {
        /** The first byte is written. */
        TOUCH,
        /** The first and the last byte carry a mark. */
        EDGES,
        /** Every byte carries a mark. */
        ALL
    }

    private static final long SCATTER = 0x9E37_79B9_7F4A_7C15L;
    private static final int TOP_BYTE = 56;

    private final Subject subject;
    private final Store store;
    private final int[] sizes;
    private final Check check;
    private Tally tally;

    Blocks(Subject subject, int places, Check check, Tally tally) {
        this.subject = subject;
        this.store = subject.store(places);
        this.sizes = new int[places];
        this.check = check;
        this.tally = tally;
    }

    void takeOver(Tally mine) {
        this.tally = mine;
    }

    int places() {
        return sizes.length;
    }

    boolean isEmpty(int place) {
        return store.isEmpty(place);
    }

    int size(int place) {
        return sizes[place];
    }

    long address(int place) {
        return subject.address(store, place);
    }

    long allocate(int place, int size) {
        long address = tally.allocate(subject, store, place, size);
        sizes[place] = size;
        mark(address, size);
        return address;
    }

    /** As {@link Subject#allocateAligned}. */
    long allocate(int place, int size, int alignment) {
        long address = tally.allocate(subject, store, place, size, alignment);
        sizes[place] = size;
        mark(address, size);
        return address;
    }

    /** As {@link #allocate}, and looks at some bytes, which must be zero. */
    long allocateZeroed(int place, int size) {
        long address = tally.allocateZeroed(subject, store, place, size);
        sizes[place] = size;
        for (long offset : new long[] {0, size / 3, size / 2, size - 1L}) {
            if (Memory.getByte(address + offset) != 0) {
                throw lost("zero", address, size);
            }
        }
        mark(address, size);
        return address;
    }

    void reallocate(int place, int size) {
        int old = sizes[place];
        byte mark = markOf(address(place));
        long address = subject.reallocate(store, place, old, size);
        tally.reallocated(old, size);
        sizes[place] = size;
        long kept = check == Check.ALL ? Math.min(old, size) : check == Check.EDGES ? 1 : 0;
        if (!Memory.isFilled(address, kept, mark)) {
            throw lost("reallocated", address, size);
        }
        mark(address, size);
    }

    void free(int place) {
        int size = sizes[place];
        verify(subject.address(store, place), size);
        tally.free(subject, store, place, size);
    }

    /** Frees what is there, if anything, and allocates. */
    long replace(int place, int size) {
        if (!isEmpty(place)) {
            free(place);
        }
        return allocate(place, size);
    }

    void freeAll() {
        for (int i = 0; i < sizes.length; i++) {
            if (!isEmpty(i)) {
                free(i);
            }
        }
    }

    /** Moves a block to an empty place. */
    void move(int from, int to) {
        store.move(from, to);
        sizes[to] = sizes[from];
    }

    private static byte markOf(long address) {
        // Never zero, which is what fresh memory holds.
        return (byte) ((address * SCATTER) >>> TOP_BYTE | 1);
    }

    private void mark(long address, int size) {
        switch (check) {
            case TOUCH -> Memory.putByte(address, (byte) 1);
            case EDGES -> {
                byte mark = markOf(address);
                Memory.putByte(address, mark);
                Memory.putByte(address + size - 1, mark);
            }
            case ALL -> Memory.fill(address, size, markOf(address));
        }
    }

    private void verify(long address, int size) {
        byte mark = markOf(address);
        boolean intact =
                switch (check) {
                    case TOUCH -> true;
                    case EDGES ->
                            Memory.getByte(address) == mark
                                    && Memory.getByte(address + size - 1) == mark;
                    case ALL -> Memory.isFilled(address, size, mark);
                };
        if (!intact) {
            throw lost("freed", address, size);
        }
    }

    private AssertionError lost(String what, long address, int size) {
        return new AssertionError(
                String.format(
                        "%s: the %s block of %d bytes at 0x%x does not hold what it must",
                        subject.name(), what, size, address));
    }
}
