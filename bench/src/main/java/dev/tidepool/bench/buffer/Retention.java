// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.buffer;

import com.sun.management.ThreadMXBean;
import dev.tidepool.bench.ReportOptions;
import dev.tidepool.pool.Tide;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What does a pool keep of many buffers held at once, and of one huge buffer among small ones:
 * right after, and after steady use with one turn of its aging and with two?
 *
 * <p>Steady use takes {@value #STEADY} buffers and puts them back, again and again. In between
 * comes the event: a burst, which holds many buffers of sizes as they occur at the same time, or
 * the outlier. At last the event comes again, and what is made for it is counted. Ours age by ticks
 * of a manual tide, peers by what they document ({@link Subject#turn}). One thread does all this,
 * and a new one for each row, so that nothing is left of the one before.
 */
final class Retention {

    static final int STEADY = 10;

    private static final double LIMIT_OF_OUTLIER = 2;
    private static final int SMALL = 4 << 10;
    private static final int REHEARSED = 100;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final List<String> BURST =
            List.of(
                    "tidepool",
                    "tidepoolDirect",
                    "fresh",
                    "threadLocalDeques",
                    "concurrentQueues",
                    "jettyQuadratic",
                    "nettyPooledCached",
                    "nettyAdaptiveCached",
                    "pageRecycler");

    private static final List<String> BURST_FURTHER = List.of("tidepoolHeap", "jetty");

    private static final List<String> OUTLIER =
            List.of(
                    "tidepool",
                    "tidepoolDirect",
                    "threadLocalGrowing",
                    "threadLocalDeques",
                    "concurrentQueues",
                    "jettyQuadratic",
                    "nettyPooledCached",
                    "nettyAdaptiveCached");

    private static final List<String> OUTLIER_FURTHER =
            List.of("tidepoolHeap", "jetty", "pageRecycler");

    /**
     * How much is done.
     *
     * @param bursts buffers held at once
     * @param burstPairs in all of steady use around a burst
     * @param outlierPairs in all of steady use around the outlier
     */
    record Scale(List<Integer> bursts, int burstPairs, int outlierBytes, int outlierPairs) {

        static final Scale FULL = new Scale(List.of(3000, 20_000), 30_000, 64 << 20, 1_000_000);

        static final Scale TINY = new Scale(List.of(300), 3000, 1 << 20, 3000);
    }

    /**
     * A row to be.
     *
     * @param steady sizes of steady use
     * @param pairs in each of its three parts
     * @param event sizes of the buffers that the event holds at once
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares courses.
    private record Course(
            String title, String subject, int[] steady, int pairs, int[] event, double limit) {}

    private Retention() {}

    static List<Retained> run(ReportOptions options) throws InterruptedException {
        Scale scale = options.smoke() ? Scale.TINY : Scale.FULL;
        List<Retained> all = new ArrayList<>();
        for (int burst : scale.bursts()) {
            for (String subject : options.subjects(BURST, BURST_FURTHER)) {
                all.add(burst(subject, burst, scale));
            }
        }
        for (String subject : options.subjects(OUTLIER, OUTLIER_FURTHER)) {
            all.add(outlier(subject, scale));
        }
        return all;
    }

    /** {@return who is asked to keep a burst} */
    static List<String> ofBurst(boolean isFull) {
        return both(BURST, BURST_FURTHER, isFull);
    }

    /** {@return who is asked to keep an outlier} */
    static List<String> ofOutlier(boolean isFull) {
        return both(OUTLIER, OUTLIER_FURTHER, isFull);
    }

    private static List<String> both(List<String> few, List<String> more, boolean isFull) {
        return Stream.concat(few.stream(), isFull ? more.stream() : Stream.of()).toList();
    }

    static Retained burst(String subject, int burst, Scale scale) throws InterruptedException {
        int[] sizes = Sizes.drawn(0);
        int[] event = IntStream.range(0, burst).map(i -> sizes[i % sizes.length]).toArray();
        return measure(
                new Course(
                        "burst of " + burst,
                        subject,
                        sizes,
                        scale.burstPairs() / 3,
                        event,
                        Double.NaN));
    }

    static Retained outlier(String subject, Scale scale) throws InterruptedException {
        return measure(
                new Course(
                        "one of " + (scale.outlierBytes() >> 20) + " MiB among 4 KiB",
                        subject,
                        new int[] {SMALL},
                        scale.outlierPairs() / 3,
                        new int[] {scale.outlierBytes()},
                        subject.startsWith("tidepool") ? LIMIT_OF_OUTLIER : Double.NaN));
    }

    private static Retained measure(Course course) throws InterruptedException {
        onNewThread(() -> rehearse(course));
        return onNewThread(() -> run(course));
    }

    private static <T> T onNewThread(Callable<T> work) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().name("retention").start(task);
        thread.join();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Classes that are loaded now are live afterwards, too. */
    private static boolean rehearse(Course course) {
        try (Subject<Object> subject = open(course.subject)) {
            use(subject, course.steady, REHEARSED);
            hold(subject, Arrays.copyOf(course.event, 1));
            subject.turn();
            return true;
        }
    }

    private static Retained run(Course course) throws InterruptedException {
        long empty = LiveMemory.bytes();
        try (Subject<Object> subject = open(course.subject)) {
            use(subject, course.steady, course.pairs);
            Retained.Reading steady = read(subject, empty);
            hold(subject, course.event);
            Retained.Reading after = read(subject, empty);
            use(subject, course.steady, course.pairs);
            subject.turn();
            Retained.Reading oneTurn = read(subject, empty);
            use(subject, course.steady, course.pairs);
            subject.turn();
            Retained.Reading twoTurns = read(subject, empty);
            long made = subject.made();
            double allocated = hold(subject, course.event);
            return new Retained(
                    course.title,
                    course.subject,
                    steady,
                    after,
                    oneTurn,
                    twoTurns,
                    made == Subject.UNKNOWN ? Double.NaN : subject.made() - made,
                    allocated,
                    course.limit);
        }
    }

    @SuppressWarnings("unchecked") // A subject gets back what it handed out, nothing else.
    private static Subject<Object> open(String name) {
        return (Subject<Object>) Subjects.open(name, SMALL, Tide.manual());
    }

    private static void use(Subject<Object> subject, int[] sizes, int pairs) {
        Object[] held = new Object[STEADY];
        for (int done = 0; done < pairs; done += STEADY) {
            for (int i = 0; i < STEADY; i++) {
                held[i] = subject.get(sizes[(done + i) % sizes.length]);
            }
            for (Object buffer : held) {
                subject.put(buffer);
            }
        }
    }

    /** {@return the bytes that the gets and puts allocated} */
    private static double hold(Subject<Object> subject, int[] sizes) {
        Object[] held = new Object[sizes.length];
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < held.length; i++) {
            held[i] = subject.get(sizes[i]);
        }
        for (Object buffer : held) {
            subject.put(buffer);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static Retained.Reading read(Subject<?> subject, long empty)
            throws InterruptedException {
        long own = subject.retainedBytes();
        long live = LiveMemory.bytes() - empty;
        return new Retained.Reading(live, own == Subject.UNKNOWN ? Double.NaN : own);
    }
}
