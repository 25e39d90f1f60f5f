// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import java.util.function.BiConsumer;

/** An application's class, loaded by the application's own loader: pools, hooks and objects. */
public final class LoaderGuest implements BiConsumer<Tide, Checks>, Runnable {

    /** Makes a guest, which is also what its pools hold. */
    public LoaderGuest() {
    }

    /** Uses pools of the tide and leaves objects in them. */
    @Override
    public void accept(Tide tide, Checks checks) {
        use(Pool.builder(LoaderGuest::new).tide(tide).checks(checks));
        use(Pool.builder(LoaderGuest::new).tide(tide).checks(checks)
                .onEvict(guest -> guest.hashCode()).reset(guest -> guest.hashCode())
                .maxRetainedBytes(1000, guest -> 1).retainIf(guest -> true));
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

    /** The same with a tide of its own, which turns twice. */
    @Override
    public void run() {
        Tide tide = Tide.manual();
        accept(tide, Checks.OFF);
        accept(tide, Checks.ALL);
        tide.tick();
        tide.tick();
    }
}
