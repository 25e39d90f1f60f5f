// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.soak;

import dev.tidepool.arena.ObjectArena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** An {@link ObjectArena} for each thread. */
final class ObjectsPart extends Part {

    private static final int MOST = 200;

    ObjectsPart(Desk desk) {
        super("object arenas", desk);
    }

    @Override
    Session session(SplittableRandom random) {
        return new Objects(random);
    }

    @Override
    void check() {
    }

    @Override
    void checkEmpty() {
    }

    @Override
    void renew() {
    }

    @Override
    void close() {
    }

    /** A thread's arena. */
    private final class Objects implements Session {

        private final SplittableRandom random;
        private final ObjectArena<Item> arena = ObjectArena.of(() -> new Item(4), this::reset);
        private final List<Item> handedOut = new ArrayList<>();
        private final List<Long> tokens = new ArrayList<>();

        Objects(SplittableRandom random) {
            this.random = random;
        }

        private void reset(Item item) {
            item.wipe();
            if (desk.oneIn(1000)) {
                throw new Planned("reset");
            }
        }

        @Override
        public void step(Load load) {
            if (handedOut.size() >= MOST || random.nextInt(100) == 0) {
                leave();
                return;
            }
            Item item = arena.next();
            item.checkWiped(desk, name);
            long token = desk.token();
            item.take(desk, name, token);
            handedOut.add(item);
            tokens.add(token);
            desk.equal(handedOut.size(), arena.size(), "size of an object arena", () -> name);
        }

        @Override
        public void leave() {
            for (int i = 0; i < handedOut.size(); i++) {
                handedOut.get(i).release(desk, name, tokens.get(i));
            }
            handedOut.clear();
            tokens.clear();
            try {
                arena.reset();
            } catch (Planned e) {
                // that object is out, all others are reset
            }
            desk.equal(0, arena.size(), "size of an object arena", () -> name);
        }

        @Override
        public void abandon() {
            handedOut.clear();
        }
    }
}
