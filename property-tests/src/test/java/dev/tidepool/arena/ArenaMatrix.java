// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.arena;

import dev.tidepool.matrix.History;
import dev.tidepool.matrix.Part;
import dev.tidepool.matrix.Part.Jvm;
import dev.tidepool.matrix.Part.Kind;
import java.util.List;
import java.util.SplittableRandom;

/** What {@link dev.tidepool.matrix.MatrixChild} does with arenas. */
public final class ArenaMatrix {

    private ArenaMatrix() {
    }

    /** {@return the parts} */
    public static List<Part> parts() {
        return List.of(
                new Part("arenas", Kind.MACHINE, ArenaMatrix::arenas),
                new Part("hand-overs", Kind.COLLECTED, (random, jvm) -> handOvers(random, jvm)));
    }

    private static String arenas(SplittableRandom random, Jvm jvm) {
        var history = new History<ArenaModel>()
                .step(3, "confined", 0, ArenaModel::confined)
                .step(1, "shared", 0, ArenaModel::shared)
                .step(6, "child", 100_000, ArenaModel::child)
                .step(16, "allocate", 100_000, (model, n) -> model.allocate(size(n), n % 1009))
                .step(3, "text", 100_000, ArenaModel::text)
                .step(6, "close", 100_000, ArenaModel::close)
                .step(4, "lease", 100_000, (model, n) -> model.lease(size(n), n))
                .step(4, "close lease", 100_000, ArenaModel::closeLease)
                .step(1, "flush", 0, ArenaModel::flush)
                .step(1, "misuse", 100_000, ArenaModel::misuse);
        Zeroing[] zeroing = Zeroing.values();
        for (int i = 0; i < 2 * jvm.scale(); i++) {
            long limit = i % 3 == 2 ? 4 << 20 : 0;
            var model = new ArenaModel(jvm.nativeAccess(), zeroing[i % zeroing.length],
                    i % 2 == 0 ? 64 : 65_536, jvm.nativeAccess() ? limit : 0);
            history.run(model, 60, random, ArenaModel::check);
            model.checkEnd();
        }
        return 120 * jvm.scale() + " steps";
    }

    /** Log-uniform up to 512 KiB, mostly small. */
    private static long size(int n) {
        int bits = n % 13 == 0 ? 19 : n % 11;
        return (n * 0x9E37_79B9L & 0x7FFF_FFFFL) & (1L << bits) - 1;
    }

    private static String handOvers(SplittableRandom random, Jvm jvm) {
        if (!jvm.nativeAccess()) {
            return "none, as what leaks is not reclaimed";
        }
        var torture = new ArenaTorture(random.nextLong());
        torture.run(5_000L * jvm.scale(), 2, 8);
        return torture.operations() + " operations, " + torture.leaked + " leaked";
    }
}
