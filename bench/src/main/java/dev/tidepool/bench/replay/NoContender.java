// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

/** No allocator at all: what is left is the cost of reading the trace. Nothing is touched. */
final class NoContender implements Contender {

    private final long[] places;

    NoContender(int places) {
        this.places = new long[places];
    }

    @Override
    public void allocate(int place, int size, int alignment) {
        places[place] = size;
    }

    @Override
    public void free(int place, int size) {
        places[place] = -1;
    }

    @Override
    public void reallocate(int place, int oldSize, int newSize) {
        places[place] = newSize;
    }

    @Override
    public void touch(int place, int size) {}

    @Override
    public void fill(int place, int size, byte value) {}

    @Override
    public boolean isFilled(int place, int size, byte value) {
        return true;
    }

    @Override
    public long address(int place) {
        return 0;
    }
}
