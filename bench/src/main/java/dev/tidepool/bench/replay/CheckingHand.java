// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Fills each block with a mark and looks for it when the block is freed or moved: an allocator that
 * hands out memory twice, or too little, loses a mark.
 */
final class CheckingHand implements Hand {

    private static final int EMPTY = -1;
    private static final int MARKS = 251; // Not a power of two, so that neighbours differ.

    private final Contender contender;
    private final int[] sizes;
    private final byte[] marks;
    private final LongAdder live = new LongAdder();

    CheckingHand(Contender contender, int places) {
        this.contender = contender;
        this.sizes = new int[places];
        this.marks = new byte[places];
        Arrays.fill(sizes, EMPTY);
    }

    /** {@return bytes that the trace holds now} */
    long live() {
        return live.sum();
    }

    @Override
    public void allocate(int place, int size, int alignment) {
        contender.allocate(place, size, alignment);
        if (contender.address(place) % alignment != 0) {
            throw new AssertionError(
                    "a block of "
                            + size
                            + " bytes lies at 0x"
                            + Long.toHexString(contender.address(place))
                            + ", not aligned to "
                            + alignment);
        }
        mark(place, size);
        live.add(size);
    }

    private void mark(int place, int size) {
        // Never 0, which is what fresh memory holds; another one for each life of a place.
        int next = (marks[place] & 0xff) + place;
        marks[place] = (byte) (1 + next % MARKS);
        contender.fill(place, size, marks[place]);
        sizes[place] = size;
    }

    private void verify(String what, int place, int size) {
        if (!contender.isFilled(place, size, marks[place])) {
            throw new AssertionError(
                    "a block of "
                            + sizes[place]
                            + " bytes does not hold what was written when it "
                            + what);
        }
    }

    @Override
    public void free(int place) {
        int size = sizes[place];
        verify("is freed", place, size);
        contender.free(place, size);
        sizes[place] = EMPTY;
        live.add(-size);
    }

    @Override
    public void reallocate(int place, int size) {
        int old = sizes[place];
        verify("is resized", place, old);
        contender.reallocate(place, old, size);
        verify("has been resized to " + size, place, Math.min(old, size));
        mark(place, size);
        live.add(size - old);
    }

    @Override
    public void freeRest() {
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] != EMPTY) {
                free(i);
            }
        }
    }
}
