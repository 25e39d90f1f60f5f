// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.advise;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jol.info.GraphLayout;
import org.openjdk.jol.vm.VM;

/** Makes two objects in a child JVM, tries everything once, and measures the size by JOL. */
public final class SizeProbe {

    /** What frees memory or handles outside the heap, in the JDK and in what is built on it. */
    private static final Pattern RESOURCE = Pattern.compile(".*(Cleaner|Cleanable)[^.\\[]*");

    private SizeProbe() {}

    /** A step of the trial. */
    @FunctionalInterface
    private interface Step {
        void run();
    }

    /** Called by the main method of the generated subject. */
    public static <T> void run(Subject<T> subject, String[] args) throws Exception {
        Probe.endWithParent();
        look(subject).write(Path.of(args[0]));
        Runtime.getRuntime().halt(0);
    }

    private static <T> Size look(Subject<T> subject) throws InterruptedException {
        @Nullable T first;
        @Nullable T second;
        try {
            first = subject.make();
            second = subject.make();
        } catch (Throwable e) {
            return Size.failed("making an object threw " + describe(e));
        }
        if (first == null || second == null) {
            return Size.failed("the factory returned null");
        }
        if (first == second) {
            return Size.failed("the factory returned the same object twice: it is shared already,"
                    + " there is nothing to pool");
        }
        return look(subject, first, second);
    }

    private static <T> Size look(Subject<T> subject, T first, T second)
            throws InterruptedException {
        Size size = measure(first, second);
        String failure = trial("use", () -> subject.use(first));
        failure = failure != null ? failure : trial("reset", () -> subject.reset(first));
        failure = failure != null ? failure : trial("use after reset", () -> subject.use(first));
        if (failure != null) {
            return Size.failed(failure);
        }
        AtomicReference<@Nullable String> elsewhere = new AtomicReference<>();
        Thread thread = new Thread(() -> elsewhere.set(trial("use on another thread", () -> {
            subject.use(second);
            subject.reset(second);
        })));
        thread.start();
        thread.join();
        failure = trial("dispose", () -> {
            subject.dispose(first);
            subject.dispose(second);
        });
        return failure != null
                ? Size.failed(failure)
                : new Size(size.type(), size.shallow(), size.deep(), size.resource(),
                        elsewhere.get(), null);
    }

    private static @Nullable String trial(String name, Step step) {
        try {
            step.run();
            return null;
        } catch (Throwable e) {
            return name + " threw " + describe(e);
        }
    }

    private static String describe(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null
                && (cause instanceof ExceptionInInitializerError
                        || cause.getClass() == IllegalStateException.class)) {
            cause = cause.getCause();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return cause + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    /** What two objects have in common is not of one of them: constants, classes, registries. */
    private static Size measure(Object first, Object second) {
        GraphLayout one = GraphLayout.parseInstance(second);
        GraphLayout both = GraphLayout.parseInstance(first, second);
        // Nothing is left where each reaches the other, as through the list of a Cleaner.
        long deep = both.totalSize() - one.totalSize();
        String resource = null;
        for (Class<?> type : both.getClasses()) {
            boolean own = both.getClassCounts().count(type)
                    > (deep == 0 ? 0 : one.getClassCounts().count(type));
            if (own && RESOURCE.matcher(type.getName()).matches()) {
                resource = type.getName();
            }
        }
        return new Size(first.getClass().getTypeName(), VM.current().sizeOf(first), deep, resource,
                null, null);
    }
}
