// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.matrix;

import dev.tidepool.arena.ArenaMatrix;
import dev.tidepool.matrix.Part.Jvm;
import dev.tidepool.pool.PoolMatrix;
import dev.tidepool.spanalloc.SpanMatrix;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The work of one row of the {@link FlagsMatrix}: all three libraries, by random histories of fixed
 * length. Prints its seed and a line for each part; ends with 0 if everything held, with 1 and the
 * reason at the first thing that did not.
 *
 * <pre>
 * java ... dev.tidepool.matrix.MatrixChild [all|machines|plant] [SEED] [SCALE]
 * </pre>
 */
public final class MatrixChild {

    private MatrixChild() {
    }

    /** Runs the parts that this JVM can run. */
    public static void main(String[] arguments) {
        String which = arguments.length > 0 ? arguments[0] : "all";
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 42;
        int scale = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
        var jvm = new Jvm(SpanMatrix.isNativeAccessPermitted(), collects(), scale);
        System.out.println("seed " + seed + ", " + jvm);
        var figures = new ArrayList<String>();
        for (Part part : parts(which)) {
            String skipped = whyNot(part, jvm, which);
            if (!skipped.isEmpty()) {
                System.out.println("skipped: " + part.name() + ", " + skipped);
                continue;
            }
            long start = System.nanoTime();
            String figure = run(part, jvm, seed);
            long millis = (System.nanoTime() - start) / 1_000_000;
            System.out.println("held: " + part.name() + ", " + figure + ", " + millis + " ms");
            figures.add(part.name() + " " + figure);
        }
        System.out.println("figures: " + String.join("; ", figures));
        System.exit(0); // whatever threads are left
    }

    private static List<Part> parts(String which) {
        var parts = new ArrayList<Part>();
        parts.addAll(PoolMatrix.parts());
        parts.addAll(SpanMatrix.parts());
        parts.addAll(ArenaMatrix.parts());
        parts.addAll(UserProgram.parts());
        if (which.equals("plant")) {
            parts.add(1, new Part("planted", Part.Kind.MACHINE, (random, jvm) -> {
                throw new AssertionError("a planted failure");
            }));
        }
        return parts;
    }

    private static String whyNot(Part part, Jvm jvm, String which) {
        if (which.equals("machines") && !part.kind().isMachine()) {
            return "too long for this row";
        }
        if (part.kind().isNative() && !jvm.nativeAccess()) {
            return "the test itself needs native access";
        }
        if (part.kind() == Part.Kind.COLLECTED && !jvm.collects()) {
            return "nothing collects";
        }
        return "";
    }

    private static String run(Part part, Jvm jvm, long seed) {
        try {
            return part.work().run(new SplittableRandom(seed + part.name().hashCode()), jvm);
        } catch (Throwable e) {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace, true));
            System.out.println("failed: " + part.name() + ", seed " + seed + ": " + trace);
            System.out.flush();
            System.exit(1);
            throw new AssertionError(e);
        }
    }

    private static boolean collects() {
        var garbage = new WeakReference<>(new Object());
        for (int i = 0; i < 20 && garbage.get() != null; i++) {
            System.gc();
        }
        return garbage.get() == null;
    }
}
