// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.pool.Lease;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;

/** A thread at a {@link BoundedPart}; holds one lease at the most, and none while it may wait. */
final class BoundedSession implements Session {

    private static final Duration SHORT = Duration.ofNanos(200_000);

    private final BoundedPart part;
    private final Desk desk;
    private final SplittableRandom random;
    private Lease<Item> lease;
    private long token;

    BoundedSession(BoundedPart part, SplittableRandom random) {
        this.part = part;
        this.desk = part.desk;
        this.random = random;
    }

    @Override
    public void step(Load load) {
        if (lease != null) {
            end();
            return;
        }
        BoundedPart.Shop shop = part.shop;
        shop.claims.increment();
        Lease<Item> claimed;
        try {
            claimed = claim(shop);
        } catch (Planned | TimeoutException | InterruptedException e) {
            return;
        }
        if (claimed == null) {
            return;
        }
        token = desk.token();
        claimed.get().take(desk, part.name, token);
        shop.held.increment();
        lease = claimed;
        if (random.nextInt(3) == 0) {
            Thread.yield();
        }
    }

    private Lease<Item> claim(BoundedPart.Shop shop)
            throws InterruptedException, TimeoutException {
        return switch (random.nextInt(4)) {
            case 0 -> shop.pool.tryClaim();
            case 1 -> shop.pool.claim(SHORT);
            default -> shop.pool.claim();
        };
    }

    private void end() {
        BoundedPart.Shop shop = part.shop;
        Lease<Item> ended = lease;
        lease = null;
        ended.get().release(desk, part.name, token);
        shop.held.decrement();
        if (random.nextInt(5000) == 0) {
            shop.abandoned.increment();
            return;
        }
        shop.ends.increment();
        if (desk.strikes(Plant.LOST_LEASE)) {
            return;
        }
        try {
            if (random.nextInt(10) == 0) {
                shop.pool.discard(ended);
            } else {
                ended.close();
            }
        } catch (Planned e) {
            // of a hook
        }
    }

    @Override
    public void pause() {
        if (lease != null) {
            end();
        }
    }

    @Override
    public void leave() {
        pause();
    }

    @Override
    public void abandon() {
        pause();
    }
}
