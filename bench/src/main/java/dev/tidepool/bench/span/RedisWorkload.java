// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.span;

import java.util.List;

/**
 * W17: what does a store of small entries cost, whose tail is trimmed, while replies grow by
 * doubling? Entries are a node and a value.
 */
final class RedisWorkload implements Workload {

    private static final int FIRST_REPLY = 16 << 10;
    private static final int LAST_REPLY = 1 << 20;
    private static final int ADDED = 1000;
    private static final int TRIMMED = 900;

    @Override
    public String id() {
        return "W17";
    }

    @Override
    public String title() {
        return "redis-like: small entries, trimmed tail, a reply that doubles";
    }

    @Override
    public String parameters() {
        return "1 M entries of a node 16..64 B and a value 8..48 B; reply 16 KiB to 1 "
                + "MiB by doubling";
    }

    @Override
    public List<String> variants() {
        return List.of("one-thread");
    }

    @Override
    public void run(Trial trial) {
        int entries = trial.pick(2000, 200_000, 1_000_000);
        Rng rng = trial.rng(0);
        Blocks nodes = trial.blocks(entries, Blocks.Check.EDGES);
        Blocks values = trial.blocks(entries, Blocks.Check.EDGES);
        Blocks reply = trial.blocks(1, Blocks.Check.ALL);
        int count = 0;
        trial.begin();
        do {
            for (int i = 0; i < ADDED && count < entries; i++) {
                nodes.allocate(count, rng.between(16, 64));
                values.allocate(count, rng.between(8, 48));
                count++;
            }
            for (int i = 0; i < TRIMMED; i++) {
                count--;
                values.free(count);
                nodes.free(count);
            }
            reply.allocate(0, FIRST_REPLY);
            for (int size = 2 * FIRST_REPLY; size <= LAST_REPLY; size *= 2) {
                reply.reallocate(0, size);
            }
            reply.free(0);
        } while (!trial.over());
        nodes.freeAll();
        values.freeAll();
    }
}
