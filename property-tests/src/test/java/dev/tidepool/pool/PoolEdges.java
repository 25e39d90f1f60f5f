// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import dev.tidepool.faults.Edge;
import dev.tidepool.faults.HeapEdge;
import dev.tidepool.faults.NoEdge;
import dev.tidepool.faults.StackEdge;
import java.util.ArrayList;
import java.util.List;

/**
 * A program in which stack or heap runs out inside each operation of each kind of pool, at each
 * place where it can. Nothing is handed out twice, nor after it was given to {@code onEvict}, and
 * all that follows works. When the heap runs out, moreover, nothing is lost and each object is let
 * go of once; when the stack does, an object may be lost.
 */
public final class PoolEdges {

    /** What a pool is furnished with. */
    private enum Kind {
        PLAIN, TENDED, EVICTING, SIZED, CHECKED;

        Pool<Cargo> pool(PoolEdges trial) {
            PoolBuilder<Cargo> builder = Pool.builder(trial::make).tide(trial.tide)
                    .maxRetained(64);
            return (switch (this) {
                case PLAIN -> builder;
                case TENDED -> builder.reset(cargo -> cargo.resets++);
                case EVICTING -> builder.onEvict(cargo -> cargo.evictions++);
                case SIZED -> builder.onEvict(cargo -> cargo.evictions++)
                        .maxRetainedBytes(40, cargo -> 1);
                case CHECKED -> builder.onEvict(cargo -> cargo.evictions++)
                        .checks(Checks.MISUSE);
            }).build();
        }

        boolean evicts() {
            return this == EVICTING || this == SIZED || this == CHECKED;
        }
    }

    /** What has gone before the operation. */
    private enum Before { NOTHING, FEW, OLD, MANY }

    /** What is called at the edge. */
    private enum Call { GET, POLL, PUT, LEASE, TICK, CLEAR, CLOSE, STATS }

    /** A pooled object that counts what becomes of it; each count is one step. */
    private static final class Cargo {
        int resets;
        int evictions;
        boolean held;
    }

    private final Kind kind;
    private final List<Cargo> all = new ArrayList<>();
    private final Tide tide = Tide.manual();
    private final Pool<Cargo> pool;
    private Cargo got;

    private PoolEdges(Kind kind, Before before) {
        this.kind = kind;
        pool = kind.pool(this);
        int count = before == Before.NOTHING ? 0 : before == Before.MANY ? 70 : 5;
        for (int i = 0; i < count; i++) {
            pool.put(make());
        }
        if (before == Before.OLD) {
            tide.tick();
        }
    }

    private Cargo make() {
        var cargo = new Cargo();
        all.add(cargo);
        return cargo;
    }

    private void call(Call call, Cargo mine) {
        switch (call) {
            case GET -> got = pool.get();
            case POLL -> got = pool.poll();
            case PUT -> pool.put(mine);
            case LEASE -> pool.lease().close();
            case TICK -> tide.tick();
            case CLEAR -> pool.clear();
            case CLOSE -> pool.close();
            case STATS -> pool.stats();
        }
    }

    private static void require(boolean holds, Object what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private void hold(Cargo cargo) {
        if (cargo != null) {
            require(!cargo.held, "handed out twice");
            require(cargo.evictions == 0, "handed out after onEvict");
            cargo.held = true;
        }
    }

    private boolean isStruck(Call call, Edge edge) {
        var mine = new Cargo();
        if (call == Call.PUT) {
            all.add(mine);
        }
        Throwable thrown = edge.run(() -> call(call, mine));
        require(thrown == null || edge.explains(thrown), thrown);
        boolean exact = !(edge instanceof StackEdge);
        hold(got);
        useAll();
        letAllGo(exact);
        return thrown != null;
    }

    /** Everything that can be had is had once, and put again. */
    private void useAll() {
        for (Cargo cargo = pool.poll(); cargo != null; cargo = pool.poll()) {
            hold(cargo);
        }
        for (int i = 0; i < 3; i++) {
            hold(pool.get());
        }
        for (Cargo cargo : List.copyOf(all)) {
            if (cargo.held) {
                require(cargo.evictions == 0, "evicted while held");
                cargo.held = false;
                pool.put(cargo);
            }
        }
        hold(pool.get());
        tide.tick();
        pool.put(make());
        tide.tick();
    }

    private void letAllGo(boolean exact) {
        pool.clear();
        PoolStats stats = pool.stats();
        require(stats.gets() == stats.hits() + stats.misses(), stats);
        require(stats.puts() == stats.hits() + stats.dropped() + stats.evicted()
                + stats.retained() || (kind == Kind.CHECKED && !exact), stats);
        require(stats.retained() == 0, stats);
        pool.close();
        pool.put(make());
        int evictions = 0;
        for (Cargo cargo : all) {
            require(cargo.evictions <= 1, "evicted twice");
            require(!exact || !kind.evicts() || cargo.evictions == (cargo.held ? 0 : 1)
                    || !cargo.held, "not evicted");
            evictions += cargo.evictions;
        }
        stats = pool.stats();
        require(!exact || !kind.evicts() || evictions == stats.dropped() + stats.evicted(),
                evictions + " evictions: " + stats);
    }

    /** Loads what is needed: a class whose initializer fails stays unusable. */
    private static void warmUp() {
        for (Kind kind : Kind.values()) {
            for (Before before : Before.values()) {
                for (Call call : Call.values()) {
                    new PoolEdges(kind, before).isStruck(call, new NoEdge());
                }
            }
        }
    }

    private static void sweep(Edge edge, List<Before> befores) {
        for (Kind kind : Kind.values()) {
            for (Call call : Call.values()) {
                int struck = 0;
                for (Before before : befores) {
                    try {
                        struck += edge.sweep(at -> new PoolEdges(kind, before).isStruck(call, at));
                    } catch (AssertionError e) {
                        throw new AssertionError(kind + " " + before + " " + call + " "
                                + e.getMessage(), e);
                    }
                }
                System.out.println(kind + " " + call + " struck " + struck);
            }
        }
    }

    /** Runs at the edge that is named. */
    public static void main(String[] edge) throws Throwable {
        warmUp();
        if (edge[0].equals("stack")) {
            StackEdge.onSmallStack(() -> sweep(new StackEdge(), List.of(Before.values())));
        } else {
            sweep(new HeapEdge(), List.of(Before.NOTHING, Before.OLD)); // it takes longer
        }
        System.out.println("went well");
    }
}
