// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.function.BiConsumer;

/** An application's class, loaded by the application's own loader: pools, hooks and objects. */
public final class LoaderGuest implements BiConsumer<Tide, Checks>, Runnable {

    private final int size;

    /** Makes a guest, which is also what its pools hold. */
    public LoaderGuest() {
        this(0);
    }

    private LoaderGuest(int size) {
        this.size = size;
    }

    /** Uses pools of the tide and leaves objects in them. */
    @Override
    public void accept(Tide tide, Checks checks) {
        useAll(tide, checks);
        useBounded(BoundedPool.builder(LoaderGuest::new).checks(checks).capacity(3)
                .validate(guest -> true).onEvict(guest -> guest.hashCode()));
    }

    private static void useAll(Tide tide, Checks checks) {
        use(Pool.builder(LoaderGuest::new).tide(tide).checks(checks));
        use(Pool.builder(LoaderGuest::new).tide(tide).checks(checks)
                .onEvict(guest -> guest.hashCode()).reset(guest -> guest.hashCode())
                .maxRetainedBytes(1000, guest -> 1).retainIf(guest -> true));
        useBuffers(BufferPool.builder(LoaderGuest::new, guest -> guest.size).tide(tide)
                .checks(checks).onEvict(guest -> guest.hashCode())
                .reset(guest -> guest.hashCode()));
    }

    private static void useBuffers(BufferPoolBuilder<LoaderGuest> builder) {
        BufferPool<LoaderGuest> pool = builder.build();
        for (int size = 1; size < 5000; size *= 3) {
            pool.put(pool.get(size));
            pool.lease(size).close();
        }
    }

    /** Left unclosed, with an object idle and another leased for good. */
    private static void useBounded(BoundedPool.Builder<LoaderGuest> builder) {
        BoundedPool<LoaderGuest> pool = builder.build();
        Lease<LoaderGuest> lease = pool.tryClaim();
        pool.tryClaim();
        lease.close();
    }

    private static void use(PoolBuilder<LoaderGuest> builder) {
        Pool<LoaderGuest> pool = builder.build();
        for (int i = 0; i < 100; i++) {
            pool.put(new LoaderGuest());
        }
        pool.put(pool.get());
        pool.lease().close();
        pool.put(pool.poll());
        pool.stats();
    }

    /**
     * The same with a tide of its own, which turns twice; but no bounded pools, whose one thread
     * stays for a minute.
     */
    @Override
    public void run() {
        Tide tide = Tide.manual();
        useAll(tide, Checks.OFF);
        useAll(tide, Checks.ALL);
        tide.tick();
        tide.tick();
    }
}
