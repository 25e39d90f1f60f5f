// SPDX-License-Identifier: Apache-2.0
package dev.tidepool.bench.replay;

import dev.tidepool.bench.span.Rng;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Makes a trace of a flight recording. What is known: which classes were allocated by which thread
 * when, and how many bytes a sample stands for. What is guessed: the size of an object where no
 * event tells it, and lifetimes, see {@link Lifetime}. The trace says in its comments what it is
 * made of.
 */
final class JfrTrace {

    private final JfrEvents events;
    private final Options options;
    private final TraceWriter out;
    private final Rng random;
    private final PriorityQueue<Death> deaths = new PriorityQueue<>();
    private final Deque<Integer> idle = new ArrayDeque<>();

    /** How many survivors each sample stands for, by its number. */
    private final Map<Integer, Integer> survivors = new HashMap<>();

    private int ids;
    private long order;
    private long allocated;
    private long now;
    private double scale;
    private double owed;

    /**
     * How to guess and how much to write.
     *
     * @param objectSize of objects of whose class no event tells a size
     * @param most allocations; fewer are written of each sample if they were more
     */
    record Options(Lifetime lifetime, int objectSize, long most, long seed) {}

    /** Something to be freed when so many bytes have been allocated. */
    private record Death(long when, long order, int id, int thread) implements Comparable<Death> {

        @Override
        public int compareTo(Death other) {
            int byTime = Long.compare(when, other.when);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private JfrTrace(JfrEvents events, Options options, TraceWriter out) {
        this.events = events;
        this.options = options;
        this.out = out;
        this.random = new Rng(options.seed());
    }

    /**
     * Writes the trace.
     *
     * @throws IOException if the recording says nothing about allocation
     */
    static void write(JfrEvents events, Options options, TraceWriter out) throws IOException {
        if (events.samples().isEmpty()) {
            throw new IOException(
                    "no allocation events"
                            + (events.filtered() > 0
                                    ? " left: the filters drop all " + events.filtered()
                                    : ": record with -XX:StartFlightRecording:settings=profile, "
                                            + "or enable "
                                            + JfrEvents.SAMPLE));
        }
        new JfrTrace(events, options, out).write();
    }

    private void write() throws IOException {
        List<JfrEvents.Sampled> samples = events.samples();
        double objects = 0;
        double bytes = 0;
        long guessed = 0;
        for (JfrEvents.Sampled sample : samples) {
            objects += objects(sample);
            bytes += Math.max(sample.weight(), size(sample));
            guessed += isGuessed(sample) ? 1 : 0;
        }
        scale = Math.min(1, options.most() / objects);
        comments(samples.size(), objects, bytes, guessed);
        now = samples.getFirst().nanos();
        placeSurvivors();
        for (int i = 0; i < samples.size(); i++) {
            write(samples.get(i), i);
        }
        while (!deaths.isEmpty()) {
            free();
        }
    }

    private void comments(int samples, double objects, double bytes, long guessed)
            throws IOException {
        out.comment("made from a flight recording by: replay --from-jfr");
        out.comment("events: " + events.counts() + ", left out by filters: " + events.filtered());
        out.comment(
                String.format(
                        "%d samples stand for some %.0f objects of %.0f bytes in all;"
                                + " 1 of %.1f is in"
                                + " this trace",
                        samples, objects, bytes, 1 / scale));
        out.comment(
                "sizes: of "
                        + guessed
                        + " samples guessed as "
                        + options.objectSize()
                        + " bytes at most (--object-size), of the others told by the recording,"
                        + " for their class if not for the object");
        out.comment(
                "LIFETIMES ARE A GUESS: "
                        + options.lifetime()
                        + " (young:FRACTION:YOUNG:OLD), geometric, in bytes allocated meanwhile;"
                        + " a recording does not tell them");
        out.comment(
                "never freed: one object for each of the "
                        + events.survivors().size()
                        + " "
                        + JfrEvents.OLD
                        + " whose class was sampled");
        out.comment("freed by the thread that allocated, as a collector would not do");
        List<String> threads = events.threads();
        for (int i = 0; i < Math.min(threads.size(), TraceReader.THREADS); i++) {
            out.comment("thread " + i + ": " + threads.get(i).replaceAll("\\p{Cntrl}", "?"));
        }
    }

    private boolean isGuessed(JfrEvents.Sampled sample) {
        return sample.size() == 0 && events.type(sample.type()).meanSize() == 0;
    }

    private int size(JfrEvents.Sampled sample) {
        JfrEvents.Type type = events.type(sample.type());
        long size = sample.size();
        if (size == 0) {
            long told = type.meanSize();
            // A sample's weight includes the object.
            size = Math.min(told > 0 ? told : options.objectSize(), type.leastWeight());
        }
        return Math.clamp(size, 1, TraceReader.MAX_SIZE);
    }

    /** {@return how many objects like it were allocated} */
    private double objects(JfrEvents.Sampled sample) {
        return Math.max(1, (double) sample.weight() / size(sample));
    }

    /** Finds for each survivor the last sample of its class that is not younger. */
    private void placeSurvivors() {
        Map<Integer, TreeMap<Long, Integer>> byClass = new HashMap<>();
        List<JfrEvents.Sampled> samples = events.samples();
        for (int i = 0; i < samples.size(); i++) {
            byClass.computeIfAbsent(samples.get(i).type(), type -> new TreeMap<>())
                    .put(samples.get(i).nanos(), i);
        }
        for (JfrEvents.Survivor survivor : events.survivors()) {
            TreeMap<Long, Integer> times = byClass.get(survivor.type());
            if (times != null) {
                Map.Entry<Long, Integer> before = times.floorEntry(survivor.nanos());
                // Sampled later than it was allocated: the clocks of the two events differ.
                int sample = before == null ? times.firstEntry().getValue() : before.getValue();
                survivors.merge(sample, 1, Integer::sum);
            }
        }
    }

    private void write(JfrEvents.Sampled sample, int number) throws IOException {
        if (sample.nanos() > now) {
            out.pass(sample.nanos() - now);
            now = sample.nanos();
        }
        int size = size(sample);
        int thread = sample.thread() % TraceReader.THREADS;
        int staying = survivors.getOrDefault(number, 0);
        owed += objects(sample) * scale;
        // Whoever survives is in the trace whatever its scale.
        for (int i = 0; i < staying || owed >= 1; i++) {
            owed = Math.max(0, owed - 1);
            int id = allocate(size, thread);
            if (i >= staying) {
                // Thinned out, a program allocates less while an object lives.
                long life = (long) (options.lifetime().next(random) * scale);
                deaths.add(new Death(allocated + life, order++, id, thread));
            }
            while (!deaths.isEmpty() && deaths.element().when() < allocated) {
                free();
            }
        }
    }

    private int allocate(int size, int thread) throws IOException {
        Integer old = idle.pollFirst();
        int id = old != null ? old : ids++;
        out.allocate(id, size, 0, thread);
        allocated += size;
        return id;
    }

    private void free() throws IOException {
        Death death = deaths.remove();
        out.free(death.id(), death.thread());
        idle.addFirst(death.id());
    }
}
