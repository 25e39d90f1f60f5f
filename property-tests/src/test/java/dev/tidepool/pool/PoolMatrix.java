// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.pool;

import static dev.tidepool.pool.Days.SECOND;

import dev.tidepool.matrix.History;
import dev.tidepool.matrix.Part;
import dev.tidepool.matrix.Part.Kind;
import dev.tidepool.matrix.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;

/** What {@link dev.tidepool.matrix.MatrixChild} does with pools: the models of the properties. */
public final class PoolMatrix {

    private static final Crew CREW = new Crew();
    private static final List<Integer> BOUNDS = List.of(0, 1, 3, 7, 16, 64, 200, 512);
    private static final List<Long> BYTES = List.of(0L, 30L, 1_000L, 6_400L, 100_000L);
    private static final int THREADS = 4;
    private static final int VIRTUAL_THREADS = 100;

    private PoolMatrix() {
    }

    /** {@return the parts} */
    public static List<Part> parts() {
        return List.of(
                new Part("budget", Kind.MACHINE, (random, jvm) -> budget(random, jvm.scale())),
                new Part("generation", Kind.MACHINE,
                        (random, jvm) -> generation(random, jvm.scale())),
                new Part("rhythm", Kind.MACHINE, (random, jvm) -> rhythm(random, jvm.scale())),
                new Part("pool", Kind.MACHINE, (random, jvm) -> pool(random, jvm.scale())),
                new Part("buffers", Kind.MACHINE, (random, jvm) -> buffers(random, jvm.scale())),
                new Part("bounded", Kind.MACHINE, (random, jvm) -> bounded(random, jvm.scale())),
                new Part("owners", Kind.HISTORY, (random, jvm) -> owners(random, jvm.scale())),
                new Part("tide", Kind.COLLECTED, (random, jvm) -> tide()));
    }

    private static <T> T any(SplittableRandom random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static void require(boolean holds, Object otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private static String budget(SplittableRandom random, int scale) {
        var history = new History<BudgetModel>()
                .step(6, "take", 200, BudgetModel::take)
                .step(4, "give", 200, BudgetModel::give)
                .step(2, "give late", 200, BudgetModel::giveLate)
                .step(1, "close", 200, BudgetModel::close)
                .step(1, "open", 0, (model, n) -> model.open());
        for (int i = 0; i < 20 * scale; i++) {
            history.run(new BudgetModel(random.nextInt(1000)), 60, random, BudgetModel::check);
        }
        return 1200 * scale + " steps";
    }

    private static String generation(SplittableRandom random, int scale) {
        var history = new History<GenerationModel>()
                .step(8, "give", 500, GenerationModel::give)
                .step(8, "take", 500, GenerationModel::take)
                .step(6, "give many", 300, GenerationModel::giveMany)
                .step(4, "take many", 300, GenerationModel::takeMany)
                .step(2, "begin", 0, (model, n) -> model.addThread())
                .step(2, "end", 500, GenerationModel::endThread)
                .step(1, "age", 0, (model, n) -> model.becomeVictim())
                .step(1, "close", 200, GenerationModel::close);
        for (int i = 0; i < 10 * scale; i++) {
            Sizing sizing = Sizing.of(1 + any(random, BOUNDS),
                    i % 3 == 0 ? Sizing.UNSIZED : any(random, BYTES), 1 << random.nextInt(6));
            try (var model = new GenerationModel(sizing, i % 2 == 0)) {
                history.run(model, 50, random, GenerationModel::check);
                model.takeAll();
                model.check();
            }
        }
        return 500 * scale + " steps";
    }

    /** The oracle is that of {@link GcRhythmProperties}. */
    private static String rhythm(SplittableRandom random, int scale) {
        int ticks = 0;
        for (int i = 0; i < 10 * scale; i++) {
            long min = (1 + random.nextInt(40)) * SECOND;
            long max = min + random.nextInt(100) * SECOND;
            var rhythm = new GcRhythm();
            rhythm.configure(TideSettings.defaults().withIntervals(Duration.ofNanos(min),
                    Duration.ofNanos(max)));
            var days = new Days(rhythm, random.nextLong());
            var collections = new ArrayList<Long>();
            for (int event = 0; event < 60; event++) {
                long next = days.now() + random.nextInt(30_000) * 1_000_000L;
                if (random.nextInt(10) == 0) {
                    days.callAt(next);
                } else {
                    days.collectionAt(next, 0.2);
                    collections.add(next);
                }
            }
            days.passTo(days.now() + max);
            GcRhythmProperties.assertDistances(days, min, max);
            GcRhythmProperties.assertServed(days, collections, min);
            ticks += days.ticks.size();
        }
        return ticks + " ticks";
    }

    /** The step on one of several threads, which the number tells. */
    private static <M> ObjIntConsumer<M> somewhere(ObjIntConsumer<M> step) {
        Crew.Member[] members = Crew.Member.values();
        return (model, n) -> CREW.run(members[n % members.length],
                () -> step.accept(model, n / members.length));
    }

    private static String pool(SplittableRandom random, int scale) {
        Thing.Nature[] natures = Thing.Nature.values();
        var history = new History<PoolModel>()
                .step(6, "get", 3, somewhere((model, n) -> model.get()))
                .step(3, "poll", 3, somewhere((model, n) -> model.poll()))
                .step(8, "put", 4000, somewhere((model, n) -> model.put(n, natures[0])))
                .step(2, "put ill", 4000,
                        somewhere((model, n) -> model.put(n, natures[n % natures.length])))
                .step(2, "lease", 3, somewhere((model, n) -> model.lease()))
                .step(2, "close lease", 4000, somewhere(PoolModel::closeLease))
                .step(3, "burst", 600, somewhere(PoolModel::burst))
                .step(3, "put many", 1200, somewhere(PoolModel::putMany))
                .step(2, "poll many", 1200, somewhere(PoolModel::pollMany))
                .step(1, "put twice", 3, somewhere((model, n) -> model.putTwice()))
                .step(3, "tick", 3, somewhere((model, n) -> model.tick()))
                .step(1, "clear", 3, somewhere((model, n) -> model.clear()))
                .step(1, "replace thread", 1, (model, n) -> CREW.replace(
                        n == 0 ? Crew.Member.FIRST : Crew.Member.SECOND));
        int steps = 0;
        for (int i = 0; i < 2 * scale; i++) {
            for (PoolModel.Kind kind : PoolModel.Kind.values()) {
                var model = new PoolModel(kind, any(random, BOUNDS),
                        kind.sizes() ? any(random, BYTES) : Long.MAX_VALUE);
                history.run(model, 40, random, PoolModel::check);
                if (i % 2 == 1) {
                    model.close();
                }
                model.checkEnd();
                steps += 40;
            }
        }
        return steps + " steps";
    }

    private static String buffers(SplittableRandom random, int scale) {
        var history = new History<BufferModel>()
                .step(8, "get", 1200, somewhere((model, n) -> model.get(n % 4 == 0 ? n : n % 37)))
                .step(10, "put", 4000, somewhere(BufferModel::put))
                .step(2, "lease", 1200, somewhere(BufferModel::lease))
                .step(2, "close lease", 4000, somewhere(BufferModel::closeLease))
                .step(4, "burst", 400, somewhere(BufferModel::burst))
                .step(1, "lose", 3, somewhere((model, n) -> model.lose()))
                .step(1, "put twice", 3, somewhere((model, n) -> model.putTwice()))
                .step(3, "tick", 3, somewhere((model, n) -> model.tick()))
                .step(1, "clear", 3, somewhere((model, n) -> model.clear()));
        int steps = 0;
        for (int i = 0; i < scale; i++) {
            for (BufferModel.Kind kind : BufferModel.Kind.values()) {
                var model = new BufferModel(kind, any(random, BYTES));
                history.run(model, 40, random, BufferModel::check);
                model.checkEnd();
                steps += 40;
            }
        }
        return steps + " steps";
    }

    private static String bounded(SplittableRandom random, int scale) {
        BoundedModel.Flaw[] flaws = BoundedModel.Flaw.values();
        var history = new History<BoundedModel>()
                .step(8, "claim", 1, (model, n) -> model.claim(n == 0))
                .step(3, "close good", 60, (model, n) -> model.end(n, flaws[0], false))
                .step(3, "close", 60, (model, n) -> model.end(n, flaws[n % flaws.length], false))
                .step(1, "discard", 60, (model, n) -> model.end(n, flaws[n % flaws.length], true))
                .step(1, "end again", 60, (model, n) -> model.endAgain(n, n % 2 == 0))
                .step(1, "pass", 60, BoundedModel::pass)
                .step(1, "switch factory", 0, (model, n) -> model.switchFactory());
        for (int i = 0; i < 10 * scale; i++) {
            history.run(new BoundedModel(1 + random.nextInt(7)), 60, random, BoundedModel::check);
        }
        return 600 * scale + " steps";
    }

    /** Each object has one holder, whoever ticks and collects meanwhile. */
    private static String owners(SplittableRandom random, int scale) throws Exception {
        var made = new AtomicInteger();
        var evicted = new AtomicInteger();
        var tide = Tide.manual();
        Pool<AtomicInteger> pool = Pool.builder(() -> fresh(made)).tide(tide)
                .reset(object -> require(object.get() == 0, "reset under its holder"))
                .onEvict(object -> {
                    require(object.getAndSet(2) == 0, "evicted twice, or under its holder");
                    evicted.incrementAndGet();
                }).build();
        Threads.run(THREADS, VIRTUAL_THREADS, random, (own, index) -> {
            for (int i = 0; i < (index < THREADS ? 2000 * scale : 20); i++) {
                AtomicInteger object = pool.get();
                require(object.getAndSet(1) == 0, "handed out twice");
                if (own.nextInt(100) == 0) {
                    Thread.yield();
                }
                require(object.getAndSet(0) == 1, "two holders");
                pool.put(object);
                if (index == 0 && i % 400 == 0) {
                    tide.tick();
                    System.gc();
                }
            }
        });
        PoolStats stats = pool.stats();
        require(stats.puts() == stats.hits() + stats.dropped() + stats.evicted()
                + stats.retained() && stats.gets() == stats.puts(), stats);
        pool.close();
        require(made.get() == evicted.get(), made + " made, " + evicted + " evicted: " + stats);
        return stats.gets() + " gets, " + made + " made";
    }

    private static AtomicInteger fresh(AtomicInteger made) {
        made.incrementAndGet();
        return new AtomicInteger();
    }

    /** Collections alone give everything back; time alone would take a day. */
    private static String tide() {
        Tide.configure(TideSettings.defaults().withIntervals(Duration.ofMillis(1),
                Duration.ofDays(1)));
        Pool<byte[]> pool = Pool.of(() -> new byte[100]);
        pool.put(pool.get());
        long before = Tide.gc().ticks();
        long start = System.nanoTime();
        while (pool.stats().retained() > 0 || TideKeeper.isRunning()) {
            System.gc();
            Thread.yield();
            require(System.nanoTime() - start < 60 * SECOND, pool.stats());
        }
        require(Tide.gc().ticks() >= before + 2, "ticks " + Tide.gc().ticks());
        return Tide.gc().ticks() - before + " ticks";
    }
}
