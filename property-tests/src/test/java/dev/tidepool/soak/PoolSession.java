// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.pool.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A thread at a {@link PoolPart}. */
final class PoolSession implements Session {

    private static final int MOST_HELD = 300;

    /** An object, and the lease if it came by one. */
    private record Held(Item item, long token, Lease<Item> lease) {
    }

    private final PoolPart part;
    private final Desk desk;
    private final SplittableRandom random;
    private final Swing swing;
    private final List<Held> held = new ArrayList<>();

    PoolSession(PoolPart part, SplittableRandom random) {
        this.part = part;
        this.desk = part.desk;
        this.random = random;
        this.swing = new Swing(random);
    }

    @Override
    public void step(Load load) {
        int most = Math.min(load.held(), MOST_HELD);
        if (swing.takes(held.size(), most)) {
            take();
        } else {
            give(held.remove(random.nextInt(held.size())));
        }
        if (!held.isEmpty() && random.nextInt(8) == 0) {
            Held one = held.get(random.nextInt(held.size()));
            one.item.check(desk, part.name, one.token);
        }
    }

    private void take() {
        PoolPart.Shop shop = part.shop;
        shop.gets.increment();
        Lease<Item> lease = null;
        Item item;
        try {
            int how = random.nextInt(8);
            if (how == 0) {
                lease = shop.pool.lease();
                item = lease.get();
            } else {
                item = how == 1 ? shop.pool.poll() : shop.pool.get();
            }
        } catch (Planned e) {
            return;
        }
        if (item == null) {
            return;
        }
        if (part.kind != PoolPart.Kind.PLAIN) {
            item.checkWiped(desk, part.name);
        }
        long token = desk.token();
        item.take(desk, part.name, token);
        shop.held.increment();
        held.add(new Held(item, token, lease));
    }

    private void give(Held one) {
        PoolPart.Shop shop = part.shop;
        one.item.release(desk, part.name, one.token);
        shop.held.decrement();
        shop.puts.increment();
        if (desk.strikes(Plant.LOST_PUT)) {
            return;
        }
        try {
            if (one.lease != null) {
                one.lease.close();
            } else {
                shop.pool.put(one.item);
            }
            if (part.kind == PoolPart.Kind.PLAIN && desk.strikes(Plant.DOUBLE_PUT)) {
                shop.puts.increment();
                shop.pool.put(one.item);
            }
        } catch (Planned e) {
            // the hook's exception is ours
        }
    }

    @Override
    public void leave() {
        while (!held.isEmpty()) {
            give(held.removeLast());
        }
    }

    @Override
    public void abandon() {
        part.shop.forgotten.add(held.size());
        part.shop.held.add(-held.size());
        held.clear();
    }
}
