// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The places of live ids: a hash table of numbers with linear probing and no tombstones. Its hash
 * is seeded, so that no file can be made to fill one corner of it.
 */
final class LiveIds {

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int NONE = -1;

    private final long seed = RandomGenerator.getDefault().nextLong();
    private long[] ids = new long[FIRST_CAPACITY];
    private int[] places = empty(FIRST_CAPACITY);
    private int size;

    private static int[] empty(int capacity) {
        int[] places = new int[capacity];
        Arrays.fill(places, NONE);
        return places;
    }

    private int home(long id) {
        long z = (id ^ seed) * 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 29)) * 0xBF58_476D_1CE4_E5B9L;
        return (int) (z ^ (z >>> 32)) & (ids.length - 1);
    }

    private int find(long id) {
        int i = home(id);
        while (places[i] != NONE && ids[i] != id) {
            i = (i + 1) & (ids.length - 1);
        }
        return i;
    }

    /** {@return the place of an id, -1 if it has none} */
    int get(long id) {
        return places[find(id)];
    }

    /** Gives a place to an id that has none. */
    void put(long id, int place) {
        if (2 * ++size > ids.length) {
            grow();
        }
        int i = find(id);
        ids[i] = id;
        places[i] = place;
    }

    private void grow() {
        long[] oldIds = ids;
        int[] oldPlaces = places;
        ids = new long[2 * oldIds.length];
        places = empty(ids.length);
        for (int i = 0; i < oldIds.length; i++) {
            if (oldPlaces[i] != NONE) {
                int to = find(oldIds[i]);
                ids[to] = oldIds[i];
                places[to] = oldPlaces[i];
            }
        }
    }

    /** Takes the place of an id that has one. */
    void remove(long id) {
        int mask = ids.length - 1;
        int hole = find(id);
        places[hole] = NONE;
        size--;
        // Whoever probed past the hole must move into it.
        for (int i = (hole + 1) & mask; places[i] != NONE; i = (i + 1) & mask) {
            if (((i - home(ids[i])) & mask) >= ((i - hole) & mask)) {
                ids[hole] = ids[i];
                places[hole] = places[i];
                places[i] = NONE;
                hole = i;
            }
        }
    }
}
