// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.spanalloc;

import dev.tidepool.matrix.History;
import dev.tidepool.matrix.Part;
import dev.tidepool.matrix.Part.Kind;
import dev.tidepool.spanalloc.internal.NativeAccess;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/** What {@link dev.tidepool.matrix.MatrixChild} does with allocators. */
public final class SpanMatrix {

    private static final List<Integer> SIZES = List.of(8, 16, 64, 96, 2048, 2688, 4096, 8192);
    private static final List<Integer> BITMAPS = List.of(64, 448, 512, 576, 1600, 8192);

    private SpanMatrix() {
    }

    /** {@return whether the library may use native memory of its own} */
    public static boolean isNativeAccessPermitted() {
        return NativeAccess.isPermitted();
    }

    /** {@return the parts} */
    public static List<Part> parts() {
        return List.of(
                new Part("span", Kind.MACHINE, (random, jvm) -> span(random, jvm.scale())),
                new Part("bitmap", Kind.MACHINE, (random, jvm) -> bitmap(random, jvm.scale())),
                new Part("page heap", Kind.NATIVE_MACHINE,
                        (random, jvm) -> heap(random, jvm.scale())),
                new Part("scavenger", Kind.NATIVE_MACHINE,
                        (random, jvm) -> scavenger(random, jvm.scale())),
                new Part("allocator", Kind.NATIVE_HISTORY,
                        (random, jvm) -> allocator(random, jvm.scale())),
                new Part("limits", Kind.NATIVE_HISTORY,
                        (random, jvm) -> limits(random, jvm.scale())),
                new Part("stamps", Kind.NATIVE_HISTORY, (random, jvm) -> stamps(random)));
    }

    private static String span(SplittableRandom random, int scale) {
        var history = new History<SpanModel>()
                .step(6, "take", 40_000, (model, n) -> model.take(n, false))
                .step(4, "take any", 40_000, (model, n) -> model.take(n, true))
                .step(2, "take all", 40_000, SpanModel::takeAll)
                .step(6, "free", 2000, (model, n) -> model.free(n, true))
                .step(6, "free elsewhere", 2000, (model, n) -> model.free(n, false))
                .step(4, "free again", 2000, SpanModel::freeAgain)
                .step(2, "collect", 0, (model, n) -> model.collect())
                .step(1, "give up", 0, (model, n) -> model.giveUp());
        for (int i = 0; i < scale; i++) {
            for (int size : SIZES) {
                var model = new SpanModel(SizeClasses.of(size));
                history.run(model, 60, random, SpanModel::check);
                model.checkEnd();
            }
        }
        return 60 * SIZES.size() * scale + " steps";
    }

    /** The oracle is that of {@link PageBitmapProperties}. */
    private static String bitmap(SplittableRandom random, int scale) {
        for (int i = 0; i < scale; i++) {
            for (int pages : BITMAPS) {
                var bitmap = new PageBitmap(pages);
                var used = new BitSet();
                for (int step = 0; step < 30; step++) {
                    int count = 1 + random.nextInt(Math.min(pages, 300));
                    int at = bitmap.find(count);
                    if (at != PageBitmapProperties.find(used, pages, count, 1)) {
                        throw new AssertionError(count + " of " + pages + " found at " + at);
                    }
                    if (at >= 0) {
                        bitmap.use(at, count);
                        used.set(at, at + count);
                    }
                    int from = used.nextSetBit(random.nextInt(pages));
                    if (from >= 0) {
                        int to = Math.min(used.nextClearBit(from), from + 1 + random.nextInt(300));
                        bitmap.free(from, to - from);
                        used.clear(from, to);
                    }
                    bitmap.checkInvariants();
                }
                PageBitmapProperties.requireSame(bitmap, used, pages);
            }
        }
        return 30 * BITMAPS.size() * scale + " steps";
    }

    private static String heap(SplittableRandom random, int scale) {
        var history = new History<HeapModel>()
                .step(6, "claim", 40, (model, n) -> model.claim(1 + n, 1))
                .step(2, "claim much", 600, (model, n) -> model.claim(1 + n, 1))
                .step(1, "claim aligned", 90, (model, n) -> model.claim(1 + n % 60, 1 << n % 6))
                .step(8, "free", 1000, HeapModel::free)
                .step(2, "claim block", 0, (model, n) -> model.claimBlock())
                .step(3, "take from cache", 150, (model, n) -> model.takeFromCache(n, 1 + n % 15))
                .step(1, "flush", 10, HeapModel::flush)
                .step(3, "take resident", 600, (model, n) -> model.takeResident(1 + n, n % 2))
                .step(3, "released", 10, HeapModel::released)
                .step(1, "refuse", 20, HeapModel::refuse)
                .step(1, "advance", 2000, HeapModel::advance);
        for (int i = 0; i < scale; i++) {
            long hard = i % 2 == 0 ? 64L << 20 : (2L << 20) + random.nextLong(20L << 20);
            var model = new HeapModel(new FakePages(i % 3 != 2, 4096L << i % 2), hard / 2, hard);
            history.run(model, 60, random, HeapModel::check);
            model.checkEnd();
        }
        return 60 * scale + " steps";
    }

    private static String scavenger(SplittableRandom random, int scale) {
        long given = 0;
        for (int i = 0; i < scale; i++) {
            var scene = new DecayScene(random.nextLong(), 4096);
            for (int step = 0; step < 12; step++) {
                int bits = 3 + random.nextInt(15);
                scene.allocate(random.nextInt(Math.min(1000, (8 << 20) >> bits)), 1L << bits);
                scene.free(random.nextInt(1000));
                scene.clock.advance(random.nextInt(2_000) * 1_000_000L);
                scene.allocator.scavenge();
            }
            scene.rest();
            scene.requireDecayed();
            given += scene.source.releasedBytes();
            scene.allocator.close();
        }
        return (given >> 10) + " KiB given back";
    }

    private static long size(int n) {
        return (n * 0x9E37_79B9L & 0x7FFF_FFFFL) & (1L << n % 22) - 1;
    }

    private static History<AllocatorModel> histories() {
        return new History<AllocatorModel>()
                .step(12, "allocate", 100_000, (model, n) -> model.allocate(size(n), n % 97))
                .step(12, "free", 100_000, AllocatorModel::free)
                .step(6, "allocate elsewhere", 100_000,
                        (model, n) -> model.elsewhere(() -> model.allocate(size(n), n % 97)))
                .step(6, "free elsewhere", 100_000,
                        (model, n) -> model.elsewhere(() -> model.free(n)))
                .step(1, "free twice", 100_000, AllocatorModel::freeTwice)
                .step(1, "free inside", 100_000, AllocatorModel::freeInside)
                .step(4, "reallocate", 100_000, (model, n) -> model.reallocate(n % 101, size(n)))
                .step(1, "trim", 0, (model, n) -> model.trim())
                .step(2, "scavenge", 30, AllocatorModel::scavenge)
                .step(1, "replace helper", 0, (model, n) -> model.replaceHelper());
    }

    private static String allocator(SplittableRandom random, int scale) {
        History<AllocatorModel> history = histories();
        for (int i = 0; i < scale; i++) {
            for (Profile profile : Profile.values()) {
                PageSource source = random.nextBoolean() ? PageSource.system()
                        : PageSource.portable();
                var model = new AllocatorModel(profile, source, MemoryLimit.NONE,
                        MemoryLimit.NONE);
                history.run(model, 30, random, 10, AllocatorModel::check);
                model.checkEnd();
            }
        }
        return 30 * Profile.values().length * scale + " steps";
    }

    /** Of a system that refuses some calls, under limits. */
    private static String limits(SplittableRandom random, int scale) {
        History<AllocatorModel> history = histories();
        for (int i = 0; i < 2 * scale; i++) {
            var source = FakePages.withMemory(i % 2 == 0, 8192);
            source.refuse(1 + random.nextInt(100), 1 + random.nextInt(4));
            long hard = (2L << 20) + random.nextLong(16L << 20);
            var model = new AllocatorModel(Profile.BALANCED, source, hard / 2, hard);
            history.run(model, 30, random, 10, AllocatorModel::check);
            model.checkEnd();
        }
        return 60 * scale + " steps";
    }

    private static String stamps(SplittableRandom random) {
        var torture = new Torture(Profile.BALANCED, PageSource.system(), 2, 2, random.nextLong());
        torture.run(1);
        torture.allocator().close();
        return torture.operations() + " operations";
    }
}
