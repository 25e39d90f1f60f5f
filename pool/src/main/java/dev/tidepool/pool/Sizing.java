// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

/**
 * How large the parts of a pool are, derived from its bounds and the number of processors.
 *
 * @param maxRetained most objects cached
 * @param maxBytes most bytes cached, or {@link #UNSIZED}
 * @param magazine objects in a magazine: as many as leave half of all objects to the depot when
 *     each processor's thread has filled its two, at most 64; more only where the depot would need
 *     more than {@link #MAX_DEPOT_CELLS}
 * @param depotCells magazines in the depot; twice what full magazines need, since short permits
 * make
 *     short magazines
 * @param maxCaches threads with a cache of their own: the slots of all take a quarter of the bound
 * @param stripes caches shared by virtual threads, a power of two: two for each processor make it
 *     unlikely that all are claimed by threads the operating system has descheduled
 * @param byteChunk how many bytes a cache asks for at a time, so that the shared budget is touched
 *     once for many objects
 * @param objectBytes the size of every object, where all have one; 0 where it is not known
 */
record Sizing(int maxRetained, long maxBytes, int magazine, int depotCells, int maxCaches,
        int stripes, long byteChunk, long objectBytes) {

    static final long UNSIZED = -1;
    private static final int MAX_MAGAZINE = 64;
    private static final int MAX_DEPOT_CELLS = 1 << 16;
    private static final int MAX_CACHES = 1 << 10;
    private static final int MAX_BUFFERS = 1 << 16;
    private static final int MAX_MAGAZINE_BYTES = 64 << 10;

    static Sizing of(int maxRetained, long maxBytes) {
        return of(maxRetained, maxBytes, Runtime.getRuntime().availableProcessors());
    }

    static Sizing of(int maxRetained, long maxBytes, int cpus) {
        long perThread = maxRetained / (4L * cpus);
        int magazine = (int) Math.max(1, Math.min(MAX_MAGAZINE, Long.highestOneBit(perThread)));
        while ((long) magazine * MAX_DEPOT_CELLS < maxRetained) {
            magazine *= 2;
        }
        int depotCells = Math.min(MAX_DEPOT_CELLS, 2 * (maxRetained / magazine) + 2);
        int quarter = Math.max(1, maxRetained / 4);
        int maxCaches = Math.min(MAX_CACHES, quarter);
        int stripes = Integer.highestOneBit(Math.min(quarter, 2 * ceilingPowerOfTwo(cpus)));
        return new Sizing(maxRetained, maxBytes, magazine, depotCells, maxCaches, stripes,
                Math.max(1, maxBytes / 64), 0);
    }

    /**
     * For objects of one size that share a budget in bytes with others: magazines of at most 64 KiB
     * or one object, since a thread keeps up to two of them from the others, in each such pool.
     */
    static Sizing ofBuffers(long maxBytes, int objectBytes, int cpus) {
        Sizing even = of((int) Math.min(MAX_BUFFERS, maxBytes / objectBytes), UNSIZED, cpus);
        int magazine = Math.max(1, Math.min(even.magazine,
                Integer.highestOneBit(MAX_MAGAZINE_BYTES / objectBytes)));
        return new Sizing(even.maxRetained, UNSIZED, magazine,
                Math.min(MAX_DEPOT_CELLS, 2 * (even.maxRetained / magazine) + 2), even.maxCaches,
                even.stripes, even.byteChunk, objectBytes);
    }

    static int defaultMaxRetained() {
        return Math.max(512, 256 * Runtime.getRuntime().availableProcessors());
    }

    static int ceilingPowerOfTwo(int n) {
        return n <= 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
    }

    boolean sized() {
        return maxBytes != UNSIZED;
    }
}
