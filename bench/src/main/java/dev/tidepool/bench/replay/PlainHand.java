// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.util.Arrays;

/** Does what the trace says and touches each page of each block: what is timed. */
final class PlainHand implements Hand {

    private static final int EMPTY = -1;

    private final Contender contender;
    private final int[] sizes;

    PlainHand(Contender contender, int places) {
        this.contender = contender;
        this.sizes = new int[places];
        Arrays.fill(sizes, EMPTY);
    }

    @Override
    public void allocate(int place, int size, int alignment) {
        contender.allocate(place, size, alignment);
        contender.touch(place, size);
        sizes[place] = size;
    }

    @Override
    public void free(int place) {
        contender.free(place, sizes[place]);
        sizes[place] = EMPTY;
    }

    @Override
    public void reallocate(int place, int size) {
        contender.reallocate(place, sizes[place], size);
        contender.touch(place, size);
        sizes[place] = size;
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
