// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.examples.market;

/**
 * Finds the block of an order: a hash table of numbers, without an object for a key, a value or an
 * entry. What follows a removed entry is moved up, so no marks are left behind.
 */
final class OrderIndex {

    private static final int FREE = 0;

    private long[] keys = new long[1024];
    private long[] blocks = new long[1024];
    private int size;

    int size() {
        return size;
    }

    /** {@return the block, {@link OrderBlocks#NONE} if the order is unknown} */
    long find(long order) {
        int at = home(order);
        while (keys[at] != order) {
            if (keys[at] == FREE) {
                return OrderBlocks.NONE;
            }
            at = next(at);
        }
        return blocks[at];
    }

    /** Adds an order that is not in the table; its number is not 0. */
    void put(long order, long block) {
        if (2 * (size + 1) > keys.length) {
            grow();
        }
        insert(order, block);
        size++;
    }

    void remove(long order) {
        int hole = home(order);
        while (keys[hole] != order) {
            hole = next(hole);
        }
        size--;
        for (int at = next(hole); keys[at] != FREE; at = next(at)) {
            // An entry may move up unless that puts it in front of its home.
            int fromHome = (at - home(keys[at])) & (keys.length - 1);
            int fromHole = (at - hole) & (keys.length - 1);
            if (fromHome >= fromHole) {
                keys[hole] = keys[at];
                blocks[hole] = blocks[at];
                hole = at;
            }
        }
        keys[hole] = FREE;
    }

    private void insert(long order, long block) {
        int at = home(order);
        while (keys[at] != FREE) {
            at = next(at);
        }
        keys[at] = order;
        blocks[at] = block;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldBlocks = blocks;
        keys = new long[2 * oldKeys.length];
        blocks = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                insert(oldKeys[i], oldBlocks[i]);
            }
        }
    }

    private int home(long order) {
        return (int) ((order * 0x9E37_79B9_7F4A_7C15L) >>> 40) & (keys.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (keys.length - 1);
    }
}
