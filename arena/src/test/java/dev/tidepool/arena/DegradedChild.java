// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Uses a pool and tells how it went; run by {@link NativeModeTest} in JVMs of its own. */
final class DegradedChild {

    private DegradedChild() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < 3; i++) {
            use(ArenaPool.create());
        }
    }

    private static void use(ArenaPool pool) {
        System.out.println("recycling: " + pool.stats().recycling());
        PooledArena confined = pool.confined();
        PooledArena shared = pool.shared();
        SharedLease lease = pool.lease(100, 64);
        MemorySegment[] all = {
            confined.allocate(100, 8), confined.allocateFrom("ebb"), shared.allocate(5000, 64),
            confined.child().allocate(10, 1), shared.child().allocate(10, 1), lease.segment()
        };
        for (MemorySegment segment : all) {
            segment.set(JAVA_BYTE, 0, (byte) 1);
        }
        System.out.println("bytes: " + confined.allocatedBytes());
        confined.close();
        shared.close();
        lease.close();
        pool.close();
        int refused = 0;
        for (MemorySegment segment : all) {
            try {
                while (segment == all[5] && segment.scope().isAlive()) {
                    Thread.onSpinWait();
                }
                segment.get(JAVA_BYTE, 0);
            } catch (IllegalStateException e) {
                refused++;
            }
        }
        System.out.println("refused: " + refused);
    }
}
