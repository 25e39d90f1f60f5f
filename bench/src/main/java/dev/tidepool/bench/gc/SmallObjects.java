// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.gc;

/**
 * Small objects that never leave a method. The compiler does not allocate fresh ones at all: it
 * keeps their fields in registers. An object that goes to a pool escapes, so it must exist, and
 * its fields are written to memory and read back.
 */
final class SmallObjects implements Task {

    static final int OPS = 20_000;

    private final Supply<Vector> supply;

    SmallObjects(Variant variant) {
        supply = Supply.of(variant, Vector::new, 2);
    }

    @Override
    public long request(long index) {
        long sum = 0;
        for (int i = 0; i < OPS; i++) {
            long random = Task.mix(index * OPS + i);
            Vector left = supply.take();
            Vector right = supply.take();
            left.set(random & 0xFF, (random >>> 8) & 0xFF, (random >>> 16) & 0xFF);
            right.set((random >>> 24) & 0xFF, (random >>> 32) & 0xFF, (random >>> 40) & 0xFF);
            sum += left.dot(right);
            supply.give(right);
            supply.give(left);
        }
        return sum;
    }

    private static final class Vector {
        private long x;
        private long y;
        private long z;

        void set(long newX, long newY, long newZ) {
            x = newX;
            y = newY;
            z = newZ;
        }

        long dot(Vector other) {
            return x * other.x + y * other.y + z * other.z;
        }
    }
}
